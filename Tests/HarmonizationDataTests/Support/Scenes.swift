import HarmonizationPixels

@testable import HarmonizationData

/// A smooth picture with noise in the middle of the range, so that moderate colour maps clip nothing.
func scene(_ seed: UInt64, width: Int = 64, height: Int = 48, centre: SIMD3<Double> = SIMD3(0.5, 0.45, 0.4)) -> Raster<
  Float
> {
  var random = CounterRandom(seed)
  let slope = (0..<6).map { _ in 0.16 * (random.uniform() - 0.5) }
  var samples: [Float] = []
  for y in 0..<height {
    for x in 0..<width {
      let (u, v) = (Double(x) / Double(width) - 0.5, Double(y) / Double(height) - 0.5)
      let shared = 0.05 * (random.uniform() - 0.5)
      for channel in 0..<3 {
        let noise = 0.04 * (random.uniform() - 0.5)
        samples.append(Float(centre[channel] + slope[2 * channel] * u + slope[2 * channel + 1] * v + shared + noise))
      }
    }
  }
  return Raster(width: width, height: height, channels: 3, samples: samples)
    ?? Raster(width: 1, height: 1, channels: 3, repeating: 0)
}

/// An ellipse with a soft edge, 0...1.
func ellipse(width: Int = 64, height: Int = 48, radius: Double = 0.35) -> Raster<Float> {
  var mask = Raster<Float>(width: width, height: height, channels: 1, repeating: 0)
  for y in 0..<height {
    for x in 0..<width {
      let (u, v) = ((Double(x) + 0.5) / Double(width) - 0.5, (Double(y) + 0.5) / Double(height) - 0.5)
      mask.samples[y * width + x] = Float(min(max(8 * (1 - (u * u + v * v).squareRoot() / radius) + 0.5, 0), 1))
    }
  }
  return mask
}

/// The whole picture.
func everything(width: Int = 64, height: Int = 48) -> Raster<Float> {
  Raster(width: width, height: height, channels: 1, repeating: 1)
}

extension Raster where Sample == Float {
  /// Rounded to 8 bits.
  var bytes: Raster<UInt8> {
    Raster<UInt8>(width: width, height: height, channels: channels, samples: samples.map { UInt8(unit: $0) })
      ?? Raster<UInt8>(width: 1, height: 1, channels: channels, repeating: 0)
  }
}

/// Largest absolute entry of a difference.
func distance(_ a: Matrix3, _ b: Matrix3) -> Double {
  (0..<3).flatMap { i in (0..<3).map { j in abs(a[i, j] - b[i, j]) } }.max() ?? 0
}

/// Largest absolute component of a difference.
func distance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (0..<3).map { abs(a[$0] - b[$0]) }.max() ?? 0 }

extension Raster where Sample == UInt8 {
  /// The first channel alone.
  var firstChannel: Raster {
    let plane = stride(from: 0, to: samples.count, by: channels).map { samples[$0] }
    return Raster(width: width, height: height, channels: 1, samples: plane) ?? self
  }
}
