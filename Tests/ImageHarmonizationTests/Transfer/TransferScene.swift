import HarmonizationPixels
import HarmonizationSupport

@testable import ImageHarmonization

/// A made-up photo with texture at every scale, an elliptic soft mask and an edit: what a network would have seen and given.
struct TransferScene {
  let native: Raster<Float>
  let mask: Raster<Float>
  /// The edit at native size, blended with the mask.
  let truth: Raster<Float>
  let input: Raster<Float>
  let output: Raster<Float>
  let smallMask: Raster<Float>

  /// Area-averages by `factor`, so that sides must be multiples of it.
  init(width: Int = 288, height: Int = 192, factor: Int = 2, edit: (SIMD3<Float>, Float, Float) -> SIMD3<Float>) {
    var native = Raster<Float>(width: width, height: height, channels: 3, repeating: 0)
    var mask = Raster<Float>(width: width, height: height, channels: 1, repeating: 0)
    var truth = native
    var noise = SplitMix64(seed: 7)
    for y in 0..<height {
      for x in 0..<width {
        let (u, v) = ((Float(x) + 0.5) / Float(width), (Float(y) + 0.5) / Float(height))
        let weight = Self.ellipse(u, v, softness: Float(width) * 0.25)
        let colour = Self.texture(x, y, u, v, Float(noise.next() >> 40) / Float(1 << 24))
        let edited = (colour + weight * (edit(colour, u, v) - colour)).clamped(lowerBound: .zero, upperBound: .one)
        mask.samples[mask.offset(x: x, y: y)] = weight
        for channel in 0..<3 {
          native.samples[native.offset(x: x, y: y) + channel] = colour[channel]
          truth.samples[truth.offset(x: x, y: y) + channel] = edited[channel]
        }
      }
    }
    self.native = native
    self.mask = mask
    self.truth = truth
    input = native.averaged(by: factor)
    output = truth.averaged(by: factor)
    smallMask = mask.averaged(by: factor)
  }

  private static func ellipse(_ u: Float, _ v: Float, softness: Float) -> Float {
    let (du, dv) = ((u - 0.45) / 0.3, (v - 0.5) / 0.35)
    return min(max((1 - (du * du + dv * dv).squareRoot()) * softness + 0.5, 0), 1)
  }

  private static func texture(_ x: Int, _ y: Int, _ u: Float, _ v: Float, _ noise: Float) -> SIMD3<Float> {
    let checks: Float = (x / 23 + y / 17) % 2 == 0 ? 0.15 : -0.15
    let fine: Float = (x / 4 + y / 5) % 2 == 0 ? 0.06 : -0.06
    let base = SIMD3<Float>(0.35 + 0.4 * u, 0.3 + 0.4 * v, 0.6 - 0.3 * u * v)
    return (base + checks + fine + (noise - 0.5) * 0.04).clamped(lowerBound: .zero, upperBound: .one)
  }

  /// The root mean square difference from the truth where the mask is above one half, on the scale of 0...255.
  func error(of result: Raster<Float>) -> Float {
    var (sum, count): (Float, Float) = (0, 0)
    for pixel in mask.samples.indices where mask.samples[pixel] > 0.5 {
      for index in (pixel * 3)..<(pixel * 3 + 3) {
        let difference = (result.samples[index] - truth.samples[index]) * 255
        sum += difference * difference
        count += 1
      }
    }
    return (sum / max(count, 1)).squareRoot()
  }

  /// The native picture passed through the transfer that `method` fits.
  func transferred(_ method: TransferMethod) throws -> Raster<Float> {
    try GuidedUpsampling(fitting: input, output: output, mask: smallMask, method: method).applied(
      to: native, mask: mask)
  }
}

extension GuidedUpsampling {
  /// The transfer on a picture in memory, as it is rendered.
  func applied<Sample: PixelSample, Cover: PixelSample>(
    to picture: Raster<Sample>, mask: Raster<Cover>, strength: Double = 1
  ) throws -> Raster<Sample> {
    let transform = NativeTransfer(self, width: picture.width, height: picture.height)
    return try picture.changed(by: transform, mask: mask, strength: strength)
  }
}

extension Raster where Sample == Float {
  /// Means of `factor` x `factor` blocks.
  func averaged(by factor: Int) -> Raster<Float> {
    var result = Raster<Float>(width: width / factor, height: height / factor, channels: channels, repeating: 0)
    let share = 1 / Float(factor * factor)
    for y in 0..<(result.height * factor) {
      for x in 0..<(result.width * factor) {
        let target = result.offset(x: x / factor, y: y / factor)
        let source = offset(x: x, y: y)
        for channel in 0..<channels { result.samples[target + channel] += samples[source + channel] * share }
      }
    }
    return result
  }

  /// Every sample as an integer type, `white` for 1.
  func quantised<Integer: FixedWidthInteger & Sendable>(to type: Integer.Type) -> Raster<Integer> {
    let white = Float(Integer.max)
    let values = samples.map {
      Integer(min(max($0, 0), 1) * white + 0.5 < white ? min(max($0, 0), 1) * white + 0.5 : white)
    }
    var result = Raster<Integer>(width: width, height: height, channels: channels, repeating: 0)
    result.samples = values
    return result
  }
}
