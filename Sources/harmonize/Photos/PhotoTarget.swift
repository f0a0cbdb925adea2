import Foundation
import ImageHarmonization
import HarmonizationImaging
import HarmonizationPixels
import HarmonizationSupport

/// Where a result goes: a file, or standard output.
struct PhotoTarget {
  private let path: String?
  private let format: ImageFormat
  private let encoder: Encoder
  /// Whether the file has layers.
  private let isLayered: Bool

  /// Settles name and format before anything is computed.
  ///
  /// - Parameters:
  ///   - output: what the user named; nil names the result after `input`.
  ///   - format: for standard output; nil takes the input's.
  /// - Throws: ``Failure`` where the file exists already, its folder does not, or its format cannot be written here;
  ///   `ImagingError` for an unknown format.
  init(_ output: String?, for input: String, format: ImageFormat?, encoder: Encoder) throws {
    self.encoder = encoder
    isLayered = output.flatMap(LayeredFormat.init(path:)) != nil
    if let output, isLayered {
      guard format == nil else { throw Failure("'\(output)': its suffix settles the format; leave out --format") }
      (path, self.format) = (output, .png)
      try OutputFile.check(output, overwrite: encoder.overwrite)
      return
    }
    if output == "-" || (output == nil && input == "-") {
      path = nil
      self.format = try format ?? Self.writable(ImageFormat(path: input))
      guard try Encoder.isAvailable(self.format) else {
        throw Failure(
          "this libvips cannot write \(self.format.rawValue.uppercased()) (HARMONIZE_VIPS=system may); use --format jpeg or png"
        )
      }
      return
    }
    guard format == nil || output == nil else {
      throw Failure("'\(output ?? "")': its suffix settles the format; --format is for '-o -' and for the default name")
    }
    guard output != nil || !ImageSource.isStream(input) else {
      throw Failure("'\(input)' is not a file that a result could be named after; name the result with -o")
    }
    let path = try output ?? Self.name(for: input, format: format)
    self.path = path
    self.format = try Encoder.format(for: path)
    try OutputFile.checkPicture(path, overwrite: encoder.overwrite)
  }

  /// `folder/name_harmonized.suffix`.
  static func name(for input: String, format: ImageFormat?) throws -> String {
    let (own, result) = (ImageFormat(path: input), try format ?? writable(ImageFormat(path: input)))
    return "\(FileName.withoutSuffix(input))_harmonized.\(own == result ? FileName.suffix(of: input) : result.suffix)"
  }

  /// The photo's own format if it can be written; JPEG, or PNG for a GIF.
  private static func writable(_ format: ImageFormat?) throws -> ImageFormat {
    guard let format else { return .jpeg }
    if try Encoder.isAvailable(format) { return format }
    return format == .gif ? .png : .jpeg
  }

  /// Whether the result goes to this file.
  func isFile(_ other: String) -> Bool {
    path.map { FileName.bytes(of: FileSystem.resolved($0)) == FileName.bytes(of: FileSystem.resolved(other)) } ?? false
  }

  /// What the file's format cannot keep of the photo.
  func notices(for rendering: Rendering) -> [Notice] { encoder.notices(for: rendering.photo, as: format) }

  /// Writes a rendering and says where.
  func write(_ rendering: Rendering) throws {
    StandardError.print(notices(for: rendering))
    if let path {
      try save(rendering, to: path)
      StandardOutput.print(path: path)
    } else {
      try Self.emit(encoder.bytes(of: rendering, as: format))
    }
  }

  /// Writes a rendering to a file without a word.
  func save(_ rendering: Rendering, to path: String) throws {
    if isLayered { try encoder.writeLayers(rendering, to: path) } else { try encoder.write(rendering, to: path) }
  }

  /// Writes a raster and says where.
  func write(_ raster: Raster<UInt8>) throws {
    if isLayered { throw Failure("'\(path ?? "")': a picture alone has no layers; use .png or .tif") }
    if let path {
      try encoder.write(raster, to: path)
      StandardOutput.print(path: path)
    } else {
      try Self.emit(encoder.bytes(of: raster, as: format))
    }
  }

  private static func emit(_ bytes: [UInt8]) throws { try FileHandle.standardOutput.write(contentsOf: Data(bytes)) }
}
