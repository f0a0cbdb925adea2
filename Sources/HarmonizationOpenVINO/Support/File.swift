#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The few file operations that the cache needs in exactly this form.
enum File {
  /// A system call's failure.
  struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ operation: String, _ path: String) {
      description = "cannot \(operation) \(path): \(String(cString: strerror(errno)))"
    }
  }

  /// Length in bytes and time of last change in seconds since 1970; nil where there is no such file.
  static func facts(_ path: String) -> (bytes: Int, changed: Int)? {
    var record = stat()
    guard stat(path, &record) == 0 else { return nil }
    #if canImport(Darwin)
      return (Int(record.st_size), record.st_mtimespec.tv_sec)
    #else
      return (Int(record.st_size), record.st_mtim.tv_sec)
    #endif
  }

  /// Appends and sees it through to the disk, so that what is renamed afterwards is whole.
  static func append(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "ab") else { throw Failure("open", path) }
    let written = fwrite(bytes, 1, bytes.count, file)
    let synced = fflush(file) == 0 && fsync(fileno(file)) == 0
    guard fclose(file) == 0, synced, written == bytes.count else { throw Failure("write", path) }
  }

  /// Puts a file in another's place in one step.
  static func replace(_ path: String, with temporary: String) throws {
    guard rename(temporary, path) == 0 else { throw Failure("write", path) }
  }

  /// Sets the time of last change to now.
  static func touch(_ path: String) { _ = utimes(path, nil) }
}
