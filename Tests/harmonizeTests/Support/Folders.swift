import Foundation

/// A folder that goes away with the test.
final class TemporaryFolder {
  let path: String
  private var runs = 0

  init() throws {
    path = "\(SharedFolder.path)/\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Everything below, hidden files too, sorted.
  var contents: [String] {
    (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).sorted()
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file(name))) }

  func write(_ data: some Sequence<UInt8>, to name: String) throws {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(data).write(to: url)
  }

  /// A new place for what a process reads and prints, outside the folder that tests look at.
  func streams() throws -> String {
    runs += 1
    let folder = "\(SharedFolder.path)/streams/\(URL(fileURLWithPath: path).lastPathComponent)-\(runs)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }
}

/// What all tests of the process share: the cache of compiled models, generated weights. Removed at the end.
enum SharedFolder {
  static let path: String = {
    let path = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/harmonize-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path + "/streams", withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: SharedFolder.path) }
    return path
  }()
}
