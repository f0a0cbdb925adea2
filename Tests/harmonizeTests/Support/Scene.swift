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
    var raster = Raster<UInt8>(width: width, height: height, channels: channels, repeating: 0)
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<channels {
          let wave = sin(Double(x) / 17 + Double(channel)) * cos(Double(y) / 23 - Double(channel)) * 70
          raster.samples[raster.offset(x: x, y: y) + channel] = UInt8(
            128 + wave + Double((x * 7 + y * 13 + channel) % 9))
        }
      }
    }
    return raster
  }

  /// The same with fine 16-bit steps.
  static func deepPicture() -> Raster<UInt16> {
    let coarse = picture()
    return Raster(
      width: width, height: height, channels: 3,
      unchecked: coarse.samples.enumerated().map { UInt16($0.element) * 257 - UInt16($0.offset % 200) })
  }

  /// A soft ellipse in the middle.
  static func mask(_ width: Int = width, _ height: Int = height) -> Raster<UInt8> {
    var raster = Raster<UInt8>(width: width, height: height, channels: 1, repeating: 0)
    for y in 0..<height {
      for x in 0..<width {
        let dx = (Double(x) + 0.5 - Double(width) / 2) / (0.3 * Double(width))
        let dy = (Double(y) + 0.5 - Double(height) / 2) / (0.35 * Double(height))
        raster.samples[y * width + x] = UInt8(min(max((1 - (dx * dx + dy * dy).squareRoot()) * 8 + 0.5, 0), 1) * 255)
      }
    }
    return raster
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
