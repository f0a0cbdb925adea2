import CHarmonizationVips
import Foundation
import HarmonizationSupport

/// Where an encoded image comes from. Its pixels can be decoded any number of times.
public struct ImageSource: Sendable {
  enum Storage: Sendable {
    case path(String)
    case file(ReadableFile)
    case bytes([UInt8])
  }

  let storage: Storage
  /// What messages call it: the path, or the name given to the bytes.
  public let name: String

  /// A file. Nothing is read yet; ``opened()`` opens it.
  public static func file(_ path: String) -> ImageSource { ImageSource(storage: .path(path), name: path) }

  /// An encoded image in memory, such as one read from standard input; `name` is what messages call it.
  public static func bytes(_ bytes: [UInt8], name: String) -> ImageSource {
    ImageSource(storage: .bytes(bytes), name: name)
  }

  /// Everything on standard input.
  ///
  /// - Throws: ``ImagingError/file(_:)`` where reading fails or gives nothing.
  public static func standardInput() throws(ImagingError) -> ImageSource {
    let bytes = try read(from: STDIN_FILENO, upTo: Int.max, name: "standard input")
    guard !bytes.isEmpty else {
      throw .unreadable("it is empty; pipe an image into it", "standard input")
    }
    return .bytes(bytes, name: "standard input")
  }

  /// The same source with its file open: it is opened once, however often the picture is decoded, and stays the same if another
  /// file takes its name. What can be read only once (a pipe, `/dev/stdin`, `<(...)`) is read to memory.
  ///
  /// - Throws: ``ImagingError/file(_:)``.
  public func opened() throws(ImagingError) -> ImageSource {
    switch storage {
    case .file: return self
    case .bytes(let bytes):
      if bytes.isEmpty { throw .unreadable("it is empty", name) }
      return self
    case .path(let path):
      let source = try Self.contents(of: path)
      guard case .path = source.storage else { return source }
      do throws(FileError) { return ImageSource(storage: .file(try ReadableFile(path)), name: name) } catch {
        throw ImagingError.file(error)
      }
    }
  }

  /// The length of an opened source.
  func byteCount() throws(ImagingError) -> Int {
    switch storage {
    case .bytes(let bytes): return bytes.count
    case .path: return try opened().byteCount()
    case .file(let file): return file.byteCount
    }
  }

  /// Bytes from anywhere in an opened source; fewer at its end.
  ///
  /// - Parameters:
  ///   - offset: Where they start; none are given below 0.
  ///   - count: How many are wanted.
  /// - Throws: ``ImagingError/file(_:)``.
  func part(at offset: Int = 0, count: Int) throws(ImagingError) -> [UInt8] {
    guard offset >= 0, count > 0 else { return [] }
    switch storage {
    case .bytes(let bytes): return Array(bytes.dropFirst(offset).prefix(count))
    case .path: return try opened().part(at: offset, count: count)
    case .file(let file):
      do throws(FileError) { return try file.bytes(at: offset, count: count) } catch {
        throw ImagingError.file(error)
      }
    }
  }

  /// A file, a named pipe or a device such as `/dev/stdin`, which can be read only once and is read here and now.
  ///
  /// - Throws: ``ImagingError/file(_:)``.
  public static func contents(of path: String) throws(ImagingError) -> ImageSource {
    guard isStream(path) else { return .file(path) }
    let descriptor = FileName.withSystemPath(path) { Foundation.open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno)), path) }
    defer { Foundation.close(descriptor) }
    let bytes = try read(from: descriptor, upTo: largestStream, name: path)
    guard bytes.count < largestStream else { throw .unreadable("it gives more than 2 GiB", path) }
    return .bytes(bytes, name: path)
  }

  /// Whether a name is that of a pipe or a device, which can be read only once.
  public static func isStream(_ path: String) -> Bool {
    FileSystem.status(path).map { [S_IFIFO, S_IFCHR, S_IFSOCK].contains($0.st_mode & S_IFMT) } ?? false
  }

  private static let largestStream = 1 << 31

  /// Reads until the end or `limit`, going on after signals.
  private static func read(from descriptor: Int32, upTo limit: Int, name: String) throws(ImagingError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(limit, 1 << 16))
    while bytes.count < limit {
      let wanted = min(chunk.count, limit - bytes.count)
      let count = Foundation.read(descriptor, &chunk, wanted)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(String(cString: strerror(errno)), name) }
      if count == 0 { break }
      bytes += chunk[0..<count]
    }
    return bytes
  }
}
