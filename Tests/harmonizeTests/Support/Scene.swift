import Foundation
import TestSupport

@testable import HarmonizationImaging
import HarmonizationPixels

/// Small photos with masks.
enum Scene {
  static let width = 96
  static let height = 72

  /// Smooth colours with some texture.
  static func picture(_ width: Int = width, _ height: Int = height, channels: Int = 3) -> Raster<UInt8> {
    TestPicture.photo(width: width, height: height, channels: channels, contrast: 70)
  }

  /// The same with fine 16-bit steps.
  static func deepPicture() -> Raster<UInt16> { TestPicture.deep(picture()) }

  /// A soft ellipse in the middle.
  static func mask(_ width: Int = width, _ height: Int = height) -> Raster<UInt8> {
    TestPicture.ellipse(width: width, height: height)
  }

  /// One value everywhere.
  static func flat(_ value: UInt8) -> Raster<UInt8> {
    Raster<UInt8>(width: width, height: height, channels: 1, repeating: value)
  }
}

extension TemporaryFolder {
  /// A folder with `photo.png` and `mask.png`.
  static func withPhoto() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(Scene.picture(), to: "photo.png")
    try folder.write(Scene.mask(), to: "mask.png")
    return folder
  }

  func write(_ raster: Raster<UInt8>, to name: String) throws {
    try write(Encoder().bytes(of: raster, as: Encoder.format(for: name)), to: name)
  }

  /// All samples of a picture as decoded, alpha included, upright, without any conversion.
  func samples(_ name: String) throws -> AnyRaster {
    try AnyRaster(Photo(.file(file(name))).open()) { .processingFailed(file: name, detail: $0) }
  }

  func bytes(_ name: String) throws -> Raster<UInt8>? {
    if case .bytes(let raster) = try samples(name) { raster } else { nil }
  }

  func words(_ name: String) throws -> Raster<UInt16>? {
    if case .words(let raster) = try samples(name) { raster } else { nil }
  }
}

/// How many pixels differ where the mask is 0, and where it is not; nil where the shapes differ.
func changed<Sample: Equatable>(
  _ before: Raster<Sample>?, _ after: Raster<Sample>?, mask: Raster<UInt8>
) -> (background: Int, foreground: Int)? {
  guard let before, let after, before.width == after.width, before.height == after.height,
    before.channels == after.channels
  else { return nil }
  var counts = (background: 0, foreground: 0)
  for pixel in 0..<before.width * before.height {
    let range = pixel * before.channels..<(pixel + 1) * before.channels
    guard before.samples[range] != after.samples[range] else { continue }
    if mask.samples[pixel] == 0 { counts.background += 1 } else { counts.foreground += 1 }
  }
  return counts
}
