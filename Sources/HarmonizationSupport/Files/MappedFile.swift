import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A whole file's bytes, mapped into memory and read-only for as long as this object lives; pages are read when they are touched.
///
/// `@unchecked`: no one writes to the bytes.
/// A mapped file must not be shortened by another program while it is in use: the system answers a read beyond its new
/// end with a signal that no library can turn into an error.
public final class MappedFile: @unchecked Sendable {
  /// The bytes; valid as long as this object.
  public let bytes: UnsafeRawBufferPointer

  /// - Parameter path: A regular file; it may be empty.
  /// - Throws: ``FileError``: not found, a folder, not a regular file, unreadable.
  public init(_ path: String) throws(FileError) {
    let descriptor = FileName.withSystemPath(path) { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .reading(.current, path: path) }
    defer { close(descriptor) }
    let count = try Self.size(of: descriptor, path)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
      throw .reading(.current, path: path)
    }
    bytes = UnsafeRawBufferPointer(start: base, count: count)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }

  private static func size(of descriptor: CInt, _ path: String) throws(FileError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .reading(.current, path: path) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return Int(status.st_size)
    case S_IFDIR: throw FileError(.isFolder, path: path)
    default: throw FileError(.notRegular, path: path)
    }
  }
}

extension Errno {
  /// What the last system call of this thread left.
  static var current: Errno { Errno(rawValue: errno) }
}
