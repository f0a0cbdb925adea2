#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that appears under its name only when it is complete: written beside it, synchronised, then renamed.
///
/// Until `commit` returns, whatever stood under the name before is untouched; without it the half-written file goes away.
struct AtomicFile: ~Copyable {
  /// Writes some bytes to a descriptor and returns how many, or -1 with `errno`; tests put a full disk here.
  typealias Writer = (Int32, UnsafeRawBufferPointer) -> Int

  private let target: String
  private let temporary: String
  private let descriptor: Int32
  private let writer: Writer
  private var isCommitted = false

  /// Opens a temporary file in the target's folder.
  /// - Throws: `isDirectory`, `cannotWrite`, `diskFull`.
  init(replacing path: String, writer: @escaping Writer = { write($0, $1.baseAddress, $1.count) })
    throws(CheckpointError)
  {
    let target = Self.resolvingLinks(path)
    var status = stat()
    if stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { throw CheckpointError(.isDirectory) }
    let temporary = "\(target).\(getpid())-\(UInt32.random(in: .min ... .max)).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure() }
    self.target = target
    self.temporary = temporary
    self.descriptor = descriptor
    self.writer = writer
  }

  deinit {
    close(descriptor)
    if !isCommitted { unlink(temporary) }
  }

  /// Appends bytes, without another copy of them.
  func append(_ view: ByteView) throws(CheckpointError) {
    try view.withUnsafeBytes { bytes in Result { () throws(CheckpointError) in try append(bytes) } }.get()
  }

  private func append(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
    var rest = bytes
    while !rest.isEmpty {
      let written = writer(descriptor, rest)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw Self.failure() }
      rest = UnsafeRawBufferPointer(rebasing: rest[min(written, rest.count)...])
    }
  }

  /// Brings the bytes to the disk and the file to its name.
  consuming func commit() throws(CheckpointError) {
    guard fsync(descriptor) == 0, rename(temporary, target) == 0 else { throw Self.failure() }
    isCommitted = true
    Self.synchronizeFolder(of: target)
  }

  /// A link is written through, so that it stays a link.
  private static func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Makes the new name survive a power cut; where a folder cannot be synchronised, the rename still stands.
  private static func synchronizeFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func failure() -> CheckpointError {
    let code = errno
    return CheckpointError([ENOSPC, EDQUOT, EFBIG].contains(code) ? .diskFull : .cannotWrite(systemMessage(code)))
  }
}
