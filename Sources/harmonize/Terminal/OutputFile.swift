import Foundation
import HarmonizationImaging
import HarmonizationSupport

/// Files that the tool writes.
enum OutputFile {
  /// Refuses to replace a file that was not said to be replaced, and a place in a folder that does not exist.
  static func check(_ path: String, overwrite: Bool) throws {
    if FileSystem.isFolder(path) { throw Failure("'\(path)' is a folder; name a file") }
    guard overwrite || !FileSystem.exists(path) else {
      throw Failure("'\(path)' exists; name another file or use --overwrite")
    }
    let folder = FileSystem.folder(of: path)
    guard FileSystem.isFolder(folder) else { throw Failure("folder '\(folder)' for '\(path)' does not exist") }
  }

  /// As ``check(_:overwrite:)`` for a picture, whose suffix must mean a format that can be written here.
  static func checkPicture(_ path: String, overwrite: Bool) throws {
    let format = try Encoder.format(for: path)
    guard try Encoder.isAvailable(format) else {
      throw Failure(
        "'\(path)': this libvips cannot write \(format.rawValue.uppercased()) (HARMONIZE_VIPS=system may); "
          + "use .jpg, .png or .tif")
    }
    try check(path, overwrite: overwrite)
  }

  /// Writes a file that nobody ever sees half of.
  static func write(_ data: some Sequence<UInt8>, to path: String) throws { try AtomicFile.write(data, to: path) }
}
