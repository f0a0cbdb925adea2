#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import HarmonizationSupport

/// What a folder contains, found by name whatever its case and its spelling of accents.
public struct FolderListing: Sendable {
  /// Which folder it is, however it was reached.
  public struct Identity: Hashable, Sendable {
    let device: UInt64
    let file: UInt64

    /// The folder of a path; nil if there is none.
    public init?(_ path: String) {
      guard let status = FileSystem.status(path) else { return nil }
      device = UInt64(truncatingIfNeeded: status.st_dev)
      file = UInt64(truncatingIfNeeded: status.st_ino)
    }
  }

  /// An entry, links followed.
  public struct Entry: Sendable {
    /// Its name, as `FileName` writes it.
    public let name: String
    /// Whether it is a folder.
    public let isFolder: Bool
    /// Whether it is a link.
    public let isLink: Bool
  }

  /// The folder.
  public let path: String
  /// The entries in the order of their bytes, hidden ones left out.
  public let entries: [Entry]
  private let places: [String: [Int]]

  /// Reads a folder.
  ///
  /// - Throws: ``ImagingError/file(_:)``.
  public init(_ path: String) throws(ImagingError) {
    var names: [String]
    do throws(FileError) { names = try FileSystem.listing(path).filter { !$0.hasPrefix(".") } } catch {
      throw .file(error)
    }
    names.sort { FileName.bytes(of: $0).lexicographicallyPrecedes(FileName.bytes(of: $1)) }
    self.path = path
    entries = names.map { Self.entry($0, in: path) }
    places = Dictionary(grouping: names.indices) { Self.key(names[$0]) }
  }

  private static func entry(_ name: String, in folder: String) -> Entry {
    let path = "\(folder)/\(name)"
    var own = stat()
    let isLink = FileName.withSystemPath(path) { lstat($0, &own) } == 0 && own.st_mode & S_IFMT == S_IFLNK
    return Entry(name: name, isFolder: FileSystem.isFolder(path), isLink: isLink)
  }

  /// The same for names that people take for the same. Swift compares and hashes text by canonical equivalence, so that the
  /// spelling of accents makes no difference here.
  private static func key(_ name: String) -> String { name.lowercased() }

  /// The entry of a name: exactly this one, or the first that differs in case or in the spelling of accents only.
  public func entry(named name: String) -> Entry? {
    let found = (places[Self.key(name)] ?? []).map { entries[$0] }
    let bytes = FileName.bytes(of: name)
    return found.first { FileName.bytes(of: $0.name) == bytes } ?? found.first
  }
}
