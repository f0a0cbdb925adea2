import Foundation
import HarmonizationImaging
import HarmonizationSupport

/// Standard output for other programs.
enum StandardOutput {
  /// Writes a line with a path, in the path's own bytes.
  static func print(path: String) {
    // A closed pipe is the reader's wish to hear no more.
    try? FileHandle.standardOutput.write(contentsOf: Data(FileName.bytes(of: path) + [0x0A]))
  }
}

/// Files that the tool writes.
enum OutputFile {
  /// Refuses to replace a file that was not said to be replaced, and a place in a folder that does not exist.
  static func check(_ path: String, overwrite: Bool) throws {
    if path.isEmpty { throw Failure("the name of an output file is empty; name a file") }
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

  /// A report as JSON for people and programs: sorted, indented.
  static func json(_ report: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(report)
  }

  /// Writes a file that no one ever sees half of; '-' is standard output.
  static func write(_ data: some Sequence<UInt8>, to path: String) throws {
    guard path == "-" else { return try AtomicFile.write(data, to: path) }
    try FileHandle.standardOutput.write(contentsOf: Data(Array(data) + [0x0A]))
  }
}
