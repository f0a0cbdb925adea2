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

  /// The mask of ``object(width:height:)``: an ellipse in the middle with an edge that is two pixels wide.
  public static func objectMask(width: Int, height: Int) -> Raster<UInt8> {
    var raster = Raster<UInt8>(width: width, height: height, channels: 1, repeating: 0)
    let (a, b) = (0.3 * Double(width), 0.35 * Double(height))
    for y in 0..<height {
      for x in 0..<width {
        let (dx, dy) = ((Double(x) + 0.5 - Double(width) / 2) / a, (Double(y) + 0.5 - Double(height) / 2) / b)
        let inside = (1 - (dx * dx + dy * dy).squareRoot()) * min(a, b)
        raster.samples[y * width + x] = UInt8(min(max(inside / 2 + 0.5, 0), 1) * 255)
      }
    }
    return raster
  }

  /// An object of two warm colours on a background of two cool ones, both uneven and noisy, blended by ``objectMask(width:height:)``.
  public static func object(width: Int, height: Int) -> Raster<UInt8> {
    let mask = objectMask(width: width, height: height)
    var raster = Raster<UInt8>(width: width, height: height, channels: 3, repeating: 0)
    for y in 0..<height {
      for x in 0..<width {
        let share = Double(mask.samples[y * width + x]) / 255
        let noise = Double((x * 7 + y * 13 + x * y) % 9)
        let warm = (x / 8 + y / 8) % 2 == 0 ? [190.0, 110, 60] : [150.0, 60, 80]
        let cool = y * 2 > height ? [70.0, 120, 90] : [100.0, 140, 200]
        for channel in 0..<3 {
          let light = sin(Double(x) / 19 + Double(y) / 31) * 12 + noise
          raster.samples[3 * (y * width + x) + channel] = UInt8(
            share * warm[channel] + (1 - share) * cool[channel] + light + 13)
        }
      }
    }
    return raster
  }

  /// How well a mask fits another of the same size: the pixels above one half that both have, as a share of those that at least one has.
  public static func overlap(_ a: Raster<UInt8>, _ b: Raster<UInt8>) -> Double {
    guard a.samples.count == b.samples.count else { return 0 }
    let pairs = zip(a.samples, b.samples)
    return Double(pairs.count { $0 > 127 && $1 > 127 }) / Double(max(pairs.count { $0 > 127 || $1 > 127 }, 1))
  }
}
