import Foundation
import HarmonizationPixels

/// Pictures and masks that are computed, so that no test needs a photo.
public enum TestPicture {
  /// Smooth colours with some texture: what photos look like to a codec.
  ///
  /// - Parameter contrast: How far the colours swing around grey, in levels; at most 90.
  public static func photo(
    width: Int, height: Int, channels: Int = 3, contrast: Double = 90
  ) -> Raster<UInt8> {
    var raster = Raster<UInt8>(width: width, height: height, channels: channels, repeating: 0)
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<channels {
          let wave = sin(Double(x) / 17 + Double(channel)) * cos(Double(y) / 23 - Double(channel)) * contrast
          let texture = Double((x * 7 + y * 13 + channel) % 9)
          raster.samples[raster.offset(x: x, y: y) + channel] = UInt8(128 + wave + texture)
        }
      }
    }
    return raster
  }

  /// The same picture with fine 16-bit steps between its levels.
  public static func deep(_ coarse: Raster<UInt8>) -> Raster<UInt16> {
    let samples = coarse.samples.enumerated().map { UInt16($0.element) * 257 - UInt16(($0.offset * 31) % 200) }
    return Raster(width: coarse.width, height: coarse.height, channels: coarse.channels, unchecked: samples)
  }

  /// A soft ellipse in the middle, 255 inside.
  public static func ellipse(width: Int, height: Int) -> Raster<UInt8> {
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
}
