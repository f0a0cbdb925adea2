import ArgumentParser
import Foundation
import ImageHarmonization
import Imaging

/// Where a result goes: a file, or standard output.
struct PhotoTarget {
  private let path: String?
  private let format: ImageFormat
  private let encoder: Encoder

  /// Settles name and format before anything is computed.
  ///
  /// - Parameters:
  ///   - output: what the user named; nil names the result after `input`.
  ///   - format: for standard output; nil takes the input's.
  /// - Throws: `ValidationError` where the file exists already or its folder does not, `ImagingError` for an unknown format.
  init(_ output: String?, for input: String, format: ImageFormat?, encoder: Encoder) throws {
    self.encoder = encoder
    if output == "-" || (output == nil && input == "-") {
      path = nil
      self.format = format ?? ImageFormat(path: input) ?? .jpeg
      return
    }
    let path = output ?? Self.name(for: input)
    self.path = path
    self.format = try Encoder.format(for: path)
    try OutputFile.check(path, overwrite: encoder.overwrite)
  }

  /// `folder/name_harmonized.suffix`.
  static func name(for input: String) -> String {
    let url = URL(fileURLWithPath: input)
    let suffix = ImageFormat(path: input) == nil ? "jpg" : url.pathExtension
    let stem = "\(url.deletingPathExtension().lastPathComponent)_harmonized.\(suffix)"
    let folder = (input as NSString).deletingLastPathComponent
    return folder.isEmpty ? stem : "\(folder)/\(stem)"
  }

  /// Writes a rendering and says where.
  func write(_ rendering: Rendering) throws {
    if let path {
      try encoder.write(rendering, to: path)
      print(path)
    } else {
      try Self.emit(encoder.bytes(of: rendering, as: format))
    }
  }

  /// Writes a raster and says where.
  func write(_ raster: Raster<UInt8>) throws {
    if let path {
      try encoder.write(raster, to: path)
      print(path)
    } else {
      try Self.emit(encoder.bytes(of: raster, as: format))
    }
  }

  private static func emit(_ bytes: [UInt8]) throws { try FileHandle.standardOutput.write(contentsOf: Data(bytes)) }
}
