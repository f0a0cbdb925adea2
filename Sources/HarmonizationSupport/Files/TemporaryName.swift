import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The name of a file in the making: `.NAME.RANDOM.tmp` in the folder of the file NAME.
struct TemporaryName {
  /// The temporary file.
  let path: String

  /// A new name for a target.
  init(of target: String) {
    let random = String(UInt64.random(in: .min ... .max), radix: 36)
    path = "\(FileSystem.folder(of: target))/\(Self.prefix(of: target))\(random)\(Self.suffix)"
  }

  /// What the names of a target's temporary files start with.
  ///
  /// File systems count a name's bytes (255 at most), not its characters, so it is cut by bytes, between characters.
  static func prefix(of target: String) -> String {
    var name = FileSystem.name(of: target)
    while name.utf8.count > 180 { name.removeLast() }
    return ".\(name)."
  }

  static let suffix = ".tmp"

  /// `.x.jpg.` for `.x.jpg.1a2b3c.tmp`; nil for names that are not those of a temporary file.
  static func prefix(ofTemporary name: String) -> String? {
    guard name.hasPrefix("."), name.hasSuffix(suffix) else { return nil }
    let stem = name.dropLast(suffix.count)
    guard let dot = stem.lastIndex(of: "."), dot > stem.startIndex,
      UInt64(stem[stem.index(after: dot)...], radix: 36) != nil
    else {
      return nil
    }
    return String(stem[...dot])
  }
}

extension AtomicFile {
  /// Removes all such files of a folder.
  ///
  /// - Parameter folder: A folder that contains only files of this tool.
  /// - Returns: How many were removed.
  @discardableResult
  public static func removeAbandoned(in folder: String) -> Int {
    FileSystem.names(in: folder).count { name in
      TemporaryName.prefix(ofTemporary: name) != nil && removeIfAbandoned("\(folder)/\(name)")
    }
  }

  fileprivate static func removeIfAbandoned(_ path: String) -> Bool {
    let descriptor = FileName.withSystemPath(path) { open($0, O_RDWR | O_CLOEXEC | O_NOFOLLOW) }
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 && FileName.withSystemPath(path) { unlink($0) } == 0
  }
}

/// The temporary files that killed processes left, found target by target. Each folder is looked through once, so that there may be
/// a million targets. Any thread may use it.
public final class AbandonedFiles: Sendable {
  /// For each folder the paths of temporary files, by what their names start with.
  private let folders = Mutex<[String: [String: [String]]]>([:])

  /// Knows no folder yet.
  public init() {}

  /// Removes what was left of a target; files of living processes stay.
  ///
  /// - Parameter target: A file that is about to be written.
  /// - Returns: How many were removed.
  @discardableResult
  public func remove(of target: String) -> Int {
    let target = AtomicFile.resolvingLinks(target)
    let folder = FileSystem.folder(of: target)
    let found = folders.withLock { folders in
      var files = folders[folder] ?? Self.temporaryFiles(in: folder)
      defer { folders[folder] = files }
      return files.removeValue(forKey: TemporaryName.prefix(of: target)) ?? []
    }
    return found.count { AtomicFile.removeIfAbandoned($0) }
  }

  private static func temporaryFiles(in folder: String) -> [String: [String]] {
    var files: [String: [String]] = [:]
    for name in FileSystem.names(in: folder) {
      if let prefix = TemporaryName.prefix(ofTemporary: name) { files[prefix, default: []].append("\(folder)/\(name)") }
    }
    return files
  }
}
