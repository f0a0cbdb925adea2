#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Immutable bytes with one owner: a memory-mapped file or memory of our own.
///
/// Unchecked because of the raw pointer; sound because nobody writes after the initialiser has returned.
/// A mapped file must not be shortened by another program while it is in use: the system answers a read beyond its new
/// end with a signal that no library can turn into an error.
final class ByteStorage: @unchecked Sendable {
  /// The bytes; valid as long as this object.
  let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Maps a whole file, read-only; pages are read when they are touched.
  /// - Throws: `cannotOpen`, `isDirectory`, `empty`.
  init(mapping path: String) throws(CheckpointError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CheckpointError(.cannotOpen(systemMessage())) }
    defer { close(descriptor) }
    let count = try Self.size(of: descriptor)
    guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
      throw CheckpointError(.cannotOpen(systemMessage()))
    }
    bytes = UnsafeRawBufferPointer(start: base, count: count)
    isMapped = true
  }

  /// Fresh memory, zeroed, then filled by `fill`.
  init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    fill(UnsafeMutableRawBufferPointer(rebasing: memory[0..<count]))
    bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[0..<count])
    isMapped = false
  }

  /// A copy of bytes in memory.
  convenience init(_ array: [UInt8]) {
    self.init(count: array.count) { $0.copyBytes(from: array) }
  }

  deinit {
    let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    if isMapped, let start { munmap(start, bytes.count) } else { start?.deallocate() }
  }

  /// The size of an open regular file.
  private static func size(of descriptor: Int32) throws(CheckpointError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw CheckpointError(.cannotOpen(systemMessage())) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw CheckpointError(.isDirectory)
    default: throw CheckpointError(.cannotOpen("not a regular file, so it cannot be mapped into memory"))
    }
    guard status.st_size > 0 else { throw CheckpointError(.empty) }
    return Int(status.st_size)
  }
}

/// The system's words for its last error.
func systemMessage(_ code: Int32 = errno) -> String {
  strerror(code).map { String(cString: $0) } ?? "error \(code)"
}
