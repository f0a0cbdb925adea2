import HarmonizationNetworks
import HarmonizationPixels

extension Predictor {
  /// What a network predicts that transforms each pixel by parameters of its own; nil for networks that predict colours.
  ///
  /// - Parameters:
  ///   - composite: sRGB in 0...1, three channels, of the session's size.
  ///   - mask: 1 in the foreground, one channel, of the same size.
  /// - Throws: ``HarmonizationError/tensor(name:reason:)`` for a wrong size; `OpenVINOError`.
  public func parameterMap(_ composite: Raster<Float>, mask: Raster<Float>) async throws -> ParameterMap? {
    guard let transform = session.model.configuration.transform else { return nil }
    let map = try await run(composite, mask, transform)
    guard flips else { return map }
    return try map.mixed(with: await run(composite.mirrored(), mask.mirrored(), transform).mirrored(), share: 0.5)
  }

  private func run(
    _ composite: Raster<Float>, _ mask: Raster<Float>, _ transform: PixelwiseTransform
  ) async throws -> ParameterMap {
    let stored = session.model.normalization
    let normalization = ChannelNormalization(mean: stored.mean, deviation: stored.standardDeviation)
    let outputs = try await session.outputs(image: normalization.planes(of: composite), mask: mask.samples)
    return try ParameterMap(
      outputs["params"] ?? [], attention: outputs["attention"], transform: transform, normalization: stored,
      width: session.width, height: session.height)
  }
}
