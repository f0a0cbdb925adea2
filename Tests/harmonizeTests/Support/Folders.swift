import Foundation
import TestSupport

/// What all tests of the process share: the cache of compiled models, generated weights. Removed at the end.
enum SharedFolder {
  static let path: String = {
    let path = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/harmonize-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path + "/streams", withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: SharedFolder.path) }
    return path
  }()
}

extension TemporaryFolder {
  /// A new place for what a process reads and prints, outside the folder that tests look at.
  func streams() throws -> String {
    let folder = "\(SharedFolder.path)/streams/\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }
}
