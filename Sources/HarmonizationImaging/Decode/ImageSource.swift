import CHarmonizationVips
import Foundation
import HarmonizationSupport

/// Where an encoded image comes from. It can be opened any number of times.
public struct ImageSource: Sendable {
  enum Storage: Sendable {
    case file(String)
    case bytes([UInt8])
  }

  let storage: Storage
  /// What messages call it: the path, or the name given to the bytes.
  public let name: String

  /// A file. Nothing is read yet.
  public static func file(_ path: String) -> ImageSource { ImageSource(storage: .file(path), name: path) }

  /// An encoded image in memory, such as one read from standard input; `name` is what messages call it.
  public static func bytes(_ bytes: [UInt8], name: String) -> ImageSource {
    ImageSource(storage: .bytes(bytes), name: name)
  }

  /// Everything on standard input.
  ///
  /// - Throws: ``ImagingError/unreadable(file:reason:)`` where reading fails or gives nothing.
  public static func standardInput() throws(ImagingError) -> ImageSource {
    let bytes = try read(from: STDIN_FILENO, upTo: Int.max, name: "standard input")
    guard !bytes.isEmpty else {
      throw .unreadable(file: "standard input", reason: "it is empty; pipe an image into it")
    }
    return .bytes(bytes, name: "standard input")
  }

  /// The same source with a file's bytes read into memory: the file is opened once, however often the picture is.
  ///
  /// - Throws: ``ImagingError/unreadable(file:reason:)``.
  public func loaded() throws(ImagingError) -> ImageSource {
    guard case .file = storage else { return self }
    try check()
    return .bytes(try head(Int.max), name: name)
  }

  /// Itself or, if it can be read only once (a pipe, `/dev/stdin`, `<(...)`), the bytes that it gives.
  ///
  /// - Throws: as ``loaded()``.
  func rereadable() throws(ImagingError) -> ImageSource {
    guard case .file(let path) = storage, Self.isStream(path) else { return self }
    return try Self.contents(of: path)
  }

  /// The first `count` bytes, fewer if there are no more.
  ///
  /// - Throws: ``ImagingError/unreadable(file:reason:)``.
  func head(_ count: Int) throws(ImagingError) -> [UInt8] {
    switch storage {
    case .bytes(let bytes): return Array(bytes.prefix(count))
    case .file(let path):
      let descriptor = FileName.withSystemPath(path) { Foundation.open($0, O_RDONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { throw .unreadable(file: name, reason: String(cString: strerror(errno))) }
      defer { Foundation.close(descriptor) }
      return try Self.read(from: descriptor, upTo: count, name: name)
    }
  }

  /// Bytes from anywhere in the file; fewer at its end, none if they cannot be read.
  func part(at offset: Int, count: Int) -> [UInt8] {
    guard offset >= 0, count > 0 else { return [] }
    switch storage {
    case .bytes(let bytes): return Array(bytes.dropFirst(offset).prefix(count))
    case .file(let path):
      let descriptor = FileName.withSystemPath(path) { Foundation.open($0, O_RDONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { return [] }
      defer { Foundation.close(descriptor) }
      guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else { return [] }
      return (try? Self.read(from: descriptor, upTo: count, name: name)) ?? []
    }
  }

  /// A file, a named pipe or a device such as `/dev/stdin`, which can be read only once and is read here and now.
  ///
  /// - Throws: ``ImagingError/unreadable(file:reason:)``.
  public static func contents(of path: String) throws(ImagingError) -> ImageSource {
    guard isStream(path) else { return .file(path) }
    let descriptor = FileName.withSystemPath(path) { Foundation.open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .unreadable(file: path, reason: String(cString: strerror(errno))) }
    defer { Foundation.close(descriptor) }
    let bytes = try read(from: descriptor, upTo: largestStream, name: path)
    guard bytes.count < largestStream else { throw .unreadable(file: path, reason: "it gives more than 2 GiB") }
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
      guard count >= 0 else { throw .unreadable(file: name, reason: String(cString: strerror(errno))) }
      if count == 0 { break }
      bytes += chunk[0..<count]
    }
    return bytes
  }

  /// Checks what can be known without reading, so that messages name the cause.
  func check() throws(ImagingError) {
    switch storage {
    case .bytes(let bytes):
      if bytes.isEmpty { throw .unreadable(file: name, reason: "it is empty") }
    case .file(let path):
      guard FileSystem.exists(path) else { throw .unreadable(file: name, reason: "there is no such file") }
      if FileSystem.isFolder(path) { throw .unreadable(file: name, reason: "it is a folder") }
      guard FileSystem.status(path).map({ $0.st_mode & S_IFMT == S_IFREG }) == true else {
        throw .unreadable(file: name, reason: "it is not a regular file, and can be read once only")
      }
      guard FileName.withSystemPath(path, { access($0, R_OK) }) == 0 else {
        throw .unreadable(file: name, reason: "permission denied")
      }
    }
  }

  /// Opens the source for libvips and passes it to `body`, which may let images keep it.
  func withVips<Output>(_ body: (OpaquePointer) throws(ImagingError) -> Output) throws(ImagingError) -> Output {
    try VipsLibrary.load()
    let source: OpaquePointer?
    switch storage {
    case .file(let path): source = FileName.withSystemPath(path) { cvips_source_new_file($0) }
    case .bytes(let bytes):
      let held = HeldBytes(bytes)
      source = cvips_source_new_memory(held.start, held.count)
      if let source {
        cvips_attach(UnsafeMutableRawPointer(source), "harmonize-bytes", Held.retained(held), Held.release)
      }
    }
    guard let source else { throw .unreadable(file: name, reason: VipsLibrary.takeMessage()) }
    defer { cvips_unref(UnsafeMutableRawPointer(source)) }
    return try body(source)
  }
}

/// Bytes at a fixed address for as long as libvips reads them.
private final class HeldBytes {
  let start: UnsafeMutableRawPointer
  let count: Int

  init(_ bytes: [UInt8]) {
    count = bytes.count
    start = .allocate(byteCount: max(count, 1), alignment: 16)
    bytes.withUnsafeBytes { source in
      if let base = source.baseAddress { start.copyMemory(from: base, byteCount: count) }
    }
  }

  deinit { start.deallocate() }
}
