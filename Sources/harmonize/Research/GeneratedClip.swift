import Foundation
import HarmonizationPixels
import HarmonizationSupport

/// A clip with known truth: a photo panned and zoomed in two shots, with grain that differs in each frame, whose foreground has a cast.
struct GeneratedClip: Sendable {
  /// How the cast varies within a shot.
  enum Cast: String, CaseIterable, Sendable {
    case constant, changing
  }

  /// One frame.
  struct Frame: Sendable {
    /// What it should be, 0...1.
    let truth: Raster<Float>
    /// What is given: the truth with a cast in its foreground, 8 bits.
    let composite: Raster<UInt8>
    let mask: Raster<UInt8>
  }

  let photo: Raster<UInt8>
  let mask: Raster<UInt8>
  let cast: Cast
  let count: Int
  let rate: Double
  let size: (width: Int, height: Int)
  /// Standard deviation of the grain in levels of 255.
  let grain: Double

  /// The first frame of the second shot.
  var cut: Int { count / 2 }

  /// Gains of the foreground's linear light in each frame.
  func gains(_ index: Int) -> SIMD3<Float> {
    let isSecond = index >= cut
    let share = Float(isSecond ? index - cut : index) / Float(max(count / 2, 1))
    let first: SIMD3<Float> = isSecond ? SIMD3(1.45, 1.1, 0.75) : SIMD3(0.6, 0.8, 1.15)
    let last: SIMD3<Float> = isSecond ? SIMD3(0.9, 1.15, 1.3) : SIMD3(1.3, 1.0, 0.7)
    return cast == .constant ? first : first + (last - first) * share
  }

  /// The cast of a frame, or what undoes it.
  func recolour(_ colour: SIMD3<Float>, gains: SIMD3<Float>) -> SIMD3<Float> {
    var result = colour
    for channel in 0..<3 {
      let light = SRGBCurve.linear(Double(colour[channel])) * Double(gains[channel])
      result[channel] = Float(SRGBCurve.encoded(min(max(light, 0), 1)))
    }
    return result
  }

  /// The part of the photo that a frame shows.
  private func part(_ index: Int) -> PixelRect {
    let isSecond = index >= cut
    let share = Double(isSecond ? index - cut : index) / Double(max(count / 2, 1))
    let zoom = isSecond ? 0.9 - 0.15 * share : 0.7 + 0.15 * share
    let height = min(Double(photo.height), Double(photo.width) * Double(size.height) / Double(size.width)) * zoom
    let width = height * Double(size.width) / Double(size.height)
    let (right, below) = (Double(photo.width) - width, Double(photo.height) - height)
    let (x, y) = isSecond ? (right * (0.7 - 0.4 * share), below * 0.4) : (right * (0.2 + 0.5 * share), below * 0.6)
    return PixelRect(x: Int(x), y: Int(y), width: Int(width), height: Int(height))
  }

  /// Makes a frame; always the same.
  func frame(_ index: Int) throws -> Frame {
    let part = part(index)
    var truth = try photo.resized(part: part, width: size.width, height: size.height).units()
    let mask = try mask.resized(part: part, width: size.width, height: size.height)
    var random = SplitMix64(seed: UInt64(index) &* 7919 &+ 17)
    for sample in truth.samples.indices {
      // Four uniform numbers of 16 bits: close enough to a Gaussian for grain.
      let bits = random.next()
      let sum = (0..<4).reduce(0.0) { $0 + Double(bits >> UInt64(16 * $1) & 0xFFFF) / 65535 - 0.5 }
      truth.samples[sample] = min(max(truth.samples[sample] + Float(sum * 1.732 * grain / 255), 0), 1)
    }
    var composite = truth
    let gains = gains(index)
    for pixel in mask.samples.indices where mask.samples[pixel] > 0 {
      let colour = SIMD3(truth.samples[3 * pixel], truth.samples[3 * pixel + 1], truth.samples[3 * pixel + 2])
      let changed = colour + (recolour(colour, gains: gains) - colour) * (Float(mask.samples[pixel]) / 255)
      for channel in 0..<3 { composite.samples[3 * pixel + channel] = changed[channel] }
    }
    return Frame(truth: truth, composite: composite.map { UInt8(unit: $0) }, mask: mask)
  }
}
