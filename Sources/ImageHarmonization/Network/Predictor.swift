import HarmonizationCheckpoints
import HarmonizationPixels

/// A network on pictures of its own size: normalizes, runs, takes the result back to sRGB.
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
    let stored = session.model.normalization
    let normalization = ChannelNormalization(mean: stored.mean, deviation: stored.standardDeviation)
    let output = try await run(composite, mask, normalization)
    guard flips else { return output }
    return try output.averaged(withMirrored: await run(composite.mirrored(), mask.mirrored(), normalization))
  }

  private func run(
    _ composite: Raster<Float>, _ mask: Raster<Float>, _ normalization: ChannelNormalization
  ) async throws -> Raster<Float> {
    let output = try await session(image: normalization.planes(of: composite), mask: mask.samples)
    return normalization.raster(of: output, width: session.width, height: session.height)
  }
}
