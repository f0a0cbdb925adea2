import Foundation

/// A file that appears under its name only when it is complete: written beside the target, then renamed.
final class AtomicFile {
  let path: String
  let descriptor: Int32
  private let temporary: String
  private let overwrite: Bool
  private var isOpen = true

  /// Creates the temporary file.
  ///
  /// - Throws: ``ImagingError/alreadyExists(file:)``, ``ImagingError/unwritable(file:reason:)`` or
  ///   ``ImagingError/diskFull(file:)``.
  init(_ path: String, overwrite: Bool) throws(ImagingError) {
    self.path = path
    self.overwrite = overwrite
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    if manager.fileExists(atPath: path, isDirectory: &isFolder) {
      if isFolder.boolValue { throw .unwritable(file: path, reason: "it is a folder") }
      if !overwrite { throw .alreadyExists(file: path) }
    }
    let url = URL(fileURLWithPath: path)
    let unique = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    let name = "\(Self.prefix(for: url))\(unique)\(Self.suffix)"
    temporary = url.deletingLastPathComponent().appendingPathComponent(name).path
    descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0 {
      isOpen = false
      throw Self.error(errno, path)
    }
    // The lock goes with the process, however it ends: a temporary file without one has been abandoned.
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
  }

  static func prefix(for target: URL) -> String { ".\(target.lastPathComponent.prefix(180))." }
  static let suffix = ".tmp"

  deinit { discard() }

  /// Puts the complete file under its name.
  ///
  /// - Throws: ``ImagingError/diskFull(file:)`` and the like; the target is then as it was.
  func commit() throws(ImagingError) {
    guard isOpen else { return }
    isOpen = false
    // Some file systems report a full disk only here.
    guard close(descriptor) == 0 else { throw abandon(errno) }
    if overwrite {
      guard rename(temporary, path) == 0 else { throw abandon(errno) }
      return
    }
    // A hard link fails where somebody else has made the target in the meantime; a rename would replace it.
    if link(temporary, path) == 0 {
      unlink(temporary)
    } else if errno == EEXIST {
      unlink(temporary)
      throw .alreadyExists(file: path)
    } else {  // no hard links on this file system
      guard rename(temporary, path) == 0 else { throw abandon(errno) }
    }
  }

  /// Removes what was written so far.
  func discard() {
    guard isOpen else { return }
    isOpen = false
    close(descriptor)
    unlink(temporary)
  }

  private func abandon(_ code: Int32) -> ImagingError {
    unlink(temporary)
    return Self.error(code, path)
  }

  /// The typed error for an `errno` of writing to `path`.
  static func error(_ code: Int32, _ path: String) -> ImagingError {
    switch code {
    case ENOSPC, EDQUOT: .diskFull(file: path)
    case ENOENT: .unwritable(file: path, reason: "its folder does not exist")
    default: .unwritable(file: path, reason: String(cString: strerror(code)))
    }
  }
}
