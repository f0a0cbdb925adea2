import Foundation

/// The process's private folder for the files of requests. It goes with the process, or at the next start after a crash.
final class WorkFolder: Sendable {
  let path: String
  private let lock: CInt
  private static let prefix = "harmonize-server-"

  /// Creates the folder, and removes those of processes that no longer run.
  ///
  /// - Parameter base: The folder for temporary files.
  /// - Throws: ``ServerError/folder(_:)``.
  init(in base: String) throws(ServerError) {
    Self.removeAbandoned(in: base)
    path = "\(base)/\(Self.prefix)\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    guard mkdir(path, 0o700) == 0 else { throw .folder("\(path): \(String(cString: strerror(errno)))") }
    // The lock goes with the process, however it ends.
    lock = open("\(path)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw .folder("\(path): \(String(cString: strerror(errno)))")
    }
  }

  deinit { remove() }

  /// Removes the folder and all that is in it.
  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// Calls `body` with a new folder for one request, which is removed afterwards.
  func withRequest<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = "\(path)/\(String(UInt64.random(in: .min ... .max), radix: 36))"
    guard mkdir(folder, 0o700) == 0 else {
      throw Problem(
        507, "no temporary files can be stored: \(String(cString: strerror(errno)))")
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  private static func removeAbandoned(in base: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? [] where name.hasPrefix(prefix) {
      let folder = "\(base)/\(name)"
      let lock = open("\(folder)/lock", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
      guard lock >= 0 else { continue }
      defer { close(lock) }
      var status = stat()
      guard flock(lock, LOCK_EX | LOCK_NB) == 0, fstat(lock, &status) == 0, status.st_uid == getuid() else { continue }
      try? FileManager.default.removeItem(atPath: folder)
    }
  }
}
