import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that appears under its name only when it is complete: written beside it under a temporary name, then renamed.
///
/// Until ``commit()`` returns, whatever had the name before is untouched. If it is never called, or fails, the temporary file
/// is removed; one that a killed process left is found by ``AbandonedFiles``, since its lock went with the process.
public struct AtomicFile: ~Copyable {
  /// What is asked of a file besides that it appears complete.
  public struct Options: OptionSet, Sendable {
    /// The options as bits.
    public let rawValue: UInt8

    /// Options from bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The bytes and the name are on the disk when ``AtomicFile/commit()`` returns, so that they survive a power cut.
    public static let synchronized = Options(rawValue: 1)
    /// An existing file is never replaced, not even one that appears while this one is written.
    public static let keepsExisting = Options(rawValue: 2)
  }

  /// Writes some bytes to a descriptor and returns how many, or -1 with `errno`; tests simulate a full disk with it.
  public typealias Writer = (CInt, UnsafeRawBufferPointer) -> Int

  /// The file as the caller specified it.
  private let path: String
  /// The same with links resolved: a link is written through, so that it stays a link.
  private let target: String
  /// Where the bytes are until the file is complete, for libraries that write to a path.
  public let temporaryPath: String
  private let file: FileDescriptor
  private let options: Options
  private let writer: Writer
  private var isCommitted = false

  /// Creates the temporary file in the target's folder.
  ///
  /// - Parameters:
  ///   - path: The name under which the file will appear.
  ///   - options: What is asked of it.
  ///   - writer: Nil for the system's `write`.
  /// - Throws: ``FileError``: the path is that of a folder or a device, exists, its folder is missing, no space, unwritable.
  public init(_ path: String, options: Options = [], writer: Writer? = nil) throws(FileError) {
    let target = Self.resolvingLinks(path)
    try Self.check(target, named: path, options)
    let temporary = TemporaryName(of: target).path
    let file = try systemCall(writing: path) {
      try FileName.withSystemPath(temporary) { name in
        try FileDescriptor.open(
          name, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
          permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
      }
    }
    Self.unfinished.withLock { _ = $0.insert(temporary) }
    _ = flock(file.rawValue, LOCK_EX | LOCK_NB)
    self.path = path
    self.target = target
    temporaryPath = temporary
    self.file = file
    self.options = options
    self.writer = writer ?? systemWrite
  }

  deinit {
    try? file.close()
    if !isCommitted { systemUnlink(temporaryPath) }
    let temporary = temporaryPath
    Self.unfinished.withLock { _ = $0.remove(temporary) }
  }

  /// The temporary files of this process.
  private static let unfinished = Mutex<Set<String>>([])

  /// Removes the temporary files of this process, for a process that is about to end by a signal.
  public static func removeUnfinished() {
    unfinished.withLock { paths in
      for path in paths { systemUnlink(path) }
      paths = []
    }
  }

  /// The open temporary file, for libraries that write to a descriptor.
  public var descriptor: CInt { file.rawValue }

  /// Appends bytes.
  ///
  /// - Parameter bytes: Valid during the call.
  /// - Throws: ``FileError``: no space, unwritable.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes
    while !rest.isEmpty {
      let written = writer(file.rawValue, rest)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw .writing(.current, path: path) }
      rest = UnsafeRawBufferPointer(rebasing: rest[min(written, rest.count)...])
    }
  }

  /// Moves behind what a library wrote to ``temporaryPath``, so that more can be appended to it.
  ///
  /// - Throws: ``FileError``: unwritable.
  public func seekToEnd() throws(FileError) {
    let file = file
    _ = try systemCall(writing: path) { try file.seek(offset: 0, from: .end) }
  }

  /// Gives the complete file its name.
  ///
  /// - Throws: ``FileError``: it exists by now and is kept, no space, unwritable; the name is then as it was.
  public consuming func commit() throws(FileError) {
    if options.contains(.synchronized), fsync(file.rawValue) != 0 { throw .writing(.current, path: path) }
    // Some file systems report a full disk only here. A copy is closed, since the lock would go with the file itself.
    let copy = dup(file.rawValue)
    if copy >= 0, close(copy) != 0 { throw .writing(.current, path: path) }
    try rename()
    isCommitted = true
    if options.contains(.synchronized) { Self.synchronizeFolder(of: target) }
  }

  private func rename() throws(FileError) {
    if options.contains(.keepsExisting) {
      // A hard link fails if somebody else has created the file in the meantime; a rename would replace it.
      if systemLink(temporaryPath, target) == 0 {
        systemUnlink(temporaryPath)
        return
      }
      // Some file systems have no hard links; there only the check at the beginning protects an existing file.
      guard errno != EEXIST else { throw FileError(.exists, path: path) }
    }
    guard systemRename(temporaryPath, target) == 0 else { throw .writing(.current, path: path) }
  }
}

// `AtomicFile` hides the system's functions of these names.
private func systemWrite(_ file: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(file, bytes.baseAddress, bytes.count)
}
private func systemRename(_ old: String, _ new: String) -> CInt {
  FileName.withSystemPath(old) { old in FileName.withSystemPath(new) { rename(old, $0) } }
}
private func systemLink(_ old: String, _ new: String) -> CInt {
  FileName.withSystemPath(old) { old in FileName.withSystemPath(new) { link(old, $0) } }
}
private func systemUnlink(_ path: String) { _ = FileName.withSystemPath(path) { unlink($0) } }

extension AtomicFile {
  /// Writes a whole file at once.
  ///
  /// - Parameters:
  ///   - bytes: Its contents.
  ///   - path: Its name.
  ///   - options: What is asked of it.
  /// - Throws: ``FileError``.
  public static func write(
    _ bytes: some Sequence<UInt8>, to path: String, options: Options = []
  ) throws(FileError) {
    let file = try AtomicFile(path, options: options)
    try file.write(bytes)
    try file.commit()
  }

  /// Appends bytes of any collection.
  ///
  /// - Throws: ``FileError``: no space, unwritable.
  public func write(_ bytes: some Sequence<UInt8>) throws(FileError) {
    let direct = bytes.withContiguousStorageIfAvailable { bytes in
      Result { () throws(FileError) in try write(UnsafeRawBufferPointer(bytes)) }
    }
    if let direct { return try direct.get() }
    let copy = Array(bytes)
    try copy.withUnsafeBytes { bytes in Result { () throws(FileError) in try write(bytes) } }.get()
  }

  /// Refuses what can be known before anything is written.
  private static func check(_ target: String, named path: String, _ options: Options) throws(FileError) {
    guard let status = FileSystem.status(target) else { return }
    if status.st_mode & S_IFMT == S_IFDIR { throw FileError(.isFolder, path: path) }
    if options.contains(.keepsExisting) { throw FileError(.exists, path: path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(.notRegular, path: path) }
  }

  static func resolvingLinks(_ path: String) -> String {
    FileSystem.exists(path) ? FileSystem.resolved(path) : path
  }

  /// Makes the new name survive a power cut; if the folder cannot be synchronized, the rename is still done.
  private static func synchronizeFolder(of path: String) {
    let folder = FileName.withSystemPath(FileSystem.folder(of: path)) { open($0, O_RDONLY | O_CLOEXEC) }
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }
}

/// Runs a system call of a file that is written.
private func systemCall<Output>(
  writing path: String, _ body: () throws -> Output
) throws(FileError) -> Output {
  do { return try body() } catch { throw .writing(error as? Errno ?? .ioError, path: path) }
}
