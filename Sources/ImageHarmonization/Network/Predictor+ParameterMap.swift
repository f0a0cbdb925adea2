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
    let maps = try await results(composite, mask: mask).map { outputs in
      try ParameterMap(
        outputs["params"] ?? [], attention: outputs["attention"], transform: transform,
        normalization: session.model.normalization, width: session.shape.width, height: session.shape.height)
    }
    guard let map = maps.first else { return nil }
    return try maps.dropFirst().reduce(map) { try $0.mixed(with: $1.mirrored(), share: 0.5) }
  }
}
