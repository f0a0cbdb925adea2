import ArgumentParser
import Foundation

/// Files that the tool writes.
enum OutputFile {
  /// Refuses to replace a file that was not said to be replaced, and a place in a folder that does not exist.
  static func check(_ path: String, overwrite: Bool) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      if isFolder.boolValue { throw ValidationError("'\(path)' is a folder; name a file") }
      guard overwrite else { throw ValidationError("'\(path)' exists; name another file or use --overwrite") }
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder) else {
      throw ValidationError("there is no folder '\(folder)' for '\(path)'")
    }
  }

  /// Writes beside the target and renames, so that nobody ever sees half a file.
  static func write(_ data: Data, to path: String) throws {
    try data.write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
