import HarmonizationCheckpoints
import HarmonizationPixels

/// A network on pictures of its own size: normalises, runs, takes the result back to sRGB.
public struct Predictor: Sendable {
  /// The compiled network.
  public let session: NetworkSession
  /// Whether the mean over the picture and its mirror image is taken.
  public var flips: Bool

  /// Wraps a session whose batch size is 1.
  public init(_ session: NetworkSession, flips: Bool = false) {
    self.session = session
    self.flips = flips
  }

  /// The harmonized picture, not clamped.
  ///
  /// - Parameters:
  ///   - composite: sRGB in 0...1, three channels, of the session's size.
  ///   - mask: 1 in the foreground, one channel, of the same size.
  /// - Throws: ``HarmonizationError/tensor(name:reason:)`` where a size is wrong; `OpenVINOError`.
  public func callAsFunction(_ composite: Raster<Float>, mask: Raster<Float>) async throws -> Raster<Float> {
    let normalization = ChannelAffine(session.model.normalization)
    let output = try await run(composite, mask, normalization)
    guard flips else { return output }
    return try output.averaged(withMirrored: await run(composite.mirrored(), mask.mirrored(), normalization))
  }

  private func run(
    _ composite: Raster<Float>, _ mask: Raster<Float>, _ normalization: ChannelAffine
  ) async throws -> Raster<Float> {
    let output = try await session(image: normalization.planes(of: composite), mask: mask.samples)
    return normalization.raster(of: output, width: session.width, height: session.height)
  }
}

/// Between interleaved samples in 0...1 and normalised planes.
struct ChannelAffine {
  private let mean: [Float]
  private let deviation: [Float]

  init(_ normalization: Normalization) {
    mean = normalization.mean.map(Float.init)
    deviation = normalization.standardDeviation.map(Float.init)
  }

  /// [3, height, width] of an RGB raster.
  func planes(of raster: Raster<Float>) -> [Float] {
    let count = raster.width * raster.height
    guard raster.channels >= 3 else { return [] }
    return [Float](unsafeUninitializedCapacity: 3 * count) { buffer, initialized in
      raster.samples.withUnsafeBufferPointer { samples in
        for channel in 0..<3 {
          let (offset, scale) = (mean[channel], 1 / deviation[channel])
          for pixel in 0..<count {
            buffer[channel * count + pixel] = (samples[pixel * raster.channels + channel] - offset) * scale
          }
        }
      }
      initialized = 3 * count
    }
  }

  /// The RGB raster of [3, height, width].
  func raster(of planes: [Float], width: Int, height: Int) -> Raster<Float> {
    let count = width * height
    var raster = Raster<Float>(width: width, height: height, channels: 3, repeating: 0)
    guard planes.count == 3 * count else { return raster }
    planes.withUnsafeBufferPointer { planes in
      raster.samples.withUnsafeMutableBufferPointer { samples in
        for channel in 0..<3 {
          for pixel in 0..<count {
            samples[3 * pixel + channel] = planes[channel * count + pixel] * deviation[channel] + mean[channel]
          }
        }
      }
    }
    return raster
  }
}
