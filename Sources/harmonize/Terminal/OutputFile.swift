import Foundation
import HarmonizationImaging

/// Files that the tool writes.
enum OutputFile {
  /// Refuses to replace a file that was not said to be replaced, and a place in a folder that does not exist.
  static func check(_ path: String, overwrite: Bool) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      if isFolder.boolValue { throw Failure("'\(path)' is a folder; name a file") }
      guard overwrite else { throw Failure("'\(path)' exists; name another file or use --overwrite") }
    }
    let folder = (path as NSString).deletingLastPathComponent
    guard folder.isEmpty || FileManager.default.fileExists(atPath: folder) else {
      throw Failure("there is no folder '\(folder)' for '\(path)'; make it first")
    }
  }

  /// As ``check(_:overwrite:)`` for a picture, whose suffix must mean a format that can be written here.
  static func checkPicture(_ path: String, overwrite: Bool) throws {
    let format = try Encoder.format(for: path)
    guard try Encoder.isAvailable(format) else {
      throw Failure(
        "'\(path)': this machine's libvips cannot write \(format.rawValue.uppercased()); use .jpg, .png or .tif")
    }
    try check(path, overwrite: overwrite)
  }

  /// Writes beside the target and renames, so that nobody ever sees half a file.
  static func write(_ data: Data, to path: String) throws {
    do { try data.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw Failure("\(path): cannot be written: \(error.localizedDescription)")
    }
  }
}
