import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A regular file that is open for reading as long as this object lives, whatever happens to its name meanwhile.
///
/// Any number of threads may read at the same time: there is no shared position.
public final class ReadableFile: Sendable {
  /// The file, as the caller specified it.
  public let path: String
  /// Its length when it was opened.
  public let byteCount: Int
  let descriptor: CInt

  /// - Parameter path: A regular file; it may be empty.
  /// - Throws: ``FileError``: not found, a folder, not a regular file, unreadable.
  public init(_ path: String) throws(FileError) {
    descriptor = FileName.withSystemPath(path) { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .reading(.current, path: path) }
    self.path = path
    do throws(FileError) { byteCount = try Self.size(of: descriptor, path) } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  private static func size(of descriptor: CInt, _ path: String) throws(FileError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .reading(.current, path: path) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return Int(status.st_size)
    case S_IFDIR: throw FileError(.isFolder, path: path)
    default: throw FileError(.notRegular, path: path)
    }
  }

  /// Copies bytes from anywhere in the file.
  ///
  /// - Parameters:
  ///   - offset: Where they start.
  ///   - buffer: Where they go.
  /// - Returns: How many there were: fewer than the buffer takes only at the file's end.
  /// - Throws: ``FileError/Problem/unreadable(_:)``.
  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    guard let start = buffer.baseAddress, offset >= 0 else { return 0 }
    var done = 0
    while done < buffer.count {
      let count = pread(descriptor, start + done, buffer.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .reading(.current, path: path) }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Bytes from anywhere in the file; fewer at its end.
  ///
  /// - Parameters:
  ///   - offset: Where they start.
  ///   - count: How many are wanted.
  /// - Throws: ``FileError/Problem/unreadable(_:)``.
  public func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    let count = min(count, max(byteCount - offset, 0))
    guard count > 0 else { return [] }
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(FileError) { initialized = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer)) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
