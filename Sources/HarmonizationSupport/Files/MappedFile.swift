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
    let file = try ReadableFile(path)
    guard file.byteCount > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let base = mmap(nil, file.byteCount, PROT_READ, MAP_PRIVATE, file.descriptor, 0), base != MAP_FAILED else {
      throw .reading(.current, path: path)
    }
    bytes = UnsafeRawBufferPointer(start: base, count: file.byteCount)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }
}

extension Errno {
  /// What the last system call of this thread left.
  static var current: Errno { Errno(rawValue: errno) }
}
