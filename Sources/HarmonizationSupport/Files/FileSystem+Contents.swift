#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension FileSystem {
  /// All bytes of a file, or of a pipe until its end.
  ///
  /// - Throws: ``FileError``: not found, a folder, unreadable.
  public static func contents(of path: String) throws(FileError) -> [UInt8] {
    let descriptor = FileName.withSystemPath(path) { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .reading(.current, path: path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .reading(.current, path: path) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }
}
