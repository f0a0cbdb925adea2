import HarmonizationImaging
import HarmonizationPixels

/// What the published implementations' predictors give, for comparing models rather than for photos: OpenCV's bilinear reduction without
/// antialiasing, and the published blend, which for PCT-Net's CNN also changes the background.
public struct ReferencePredictor: Sendable {
  /// The network at its own size.
  public let predictor: Predictor

  /// Wraps a compiled network.
  public init(_ predictor: Predictor) { self.predictor = predictor }

  /// As `predict_for_dir.py` of Sofiiuk et al. 2020: the network's picture at its own size from a hard mask (above 100 of 255), 8 bit.
  /// Of networks that predict parameters, as `evaluate_folder.py` of Guerreiro et al. 2023: the picture at the photo's size.
  ///
  /// - Throws: `ImagingError`, `OpenVINOError`.
  public func predict(_ photo: Photo, mask: Mask) async throws -> Raster<UInt8> {
    let composite = try photo.raster(colour: .asStored)
    guard predictor.session.model.configuration.transform == nil else {
      return try await picture(of: composite, mask: mask.raster.units()).map(Self.level)
    }
    let (width, height) = (predictor.session.shape.width, predictor.session.shape.height)
    let small = try composite.resizedAsOpenCV(width: width, height: height)
    let hard = try mask.raster.resizedAsOpenCV(width: width, height: height).map { $0 > 100 ? Float(1) : 0 }
    return try await predictor(small.units(), mask: hard).map(Self.level)
  }

  /// The picture that a network's parameters make of a composite at its own size, blended by the network's attention if it has one and by
  /// the mask otherwise; sRGB in 0...1, not rounded or clamped.
  ///
  /// - Parameters:
  ///   - composite: RGB.
  ///   - mask: of its size, 1 in the foreground; it stays soft.
  /// - Throws: ``HarmonizationError/tensor(name:reason:)`` for a network that predicts no parameters; `PixelError`; `OpenVINOError`.
  public func picture(of composite: Raster<UInt8>, mask: Raster<Float>) async throws -> Raster<Float> {
    let (width, height) = (predictor.session.shape.width, predictor.session.shape.height)
    let small = try composite.resizedAsOpenCV(width: width, height: height)
    let soft = try mask.resized(width: width, height: height, filter: .linear)
    guard let map = try await predictor.parameterMap(small.units(), mask: soft) else {
      throw HarmonizationError.tensor(
        name: "params", reason: "\(predictor.session.model.configuration.name) predicts no parameters")
    }
    let everywhere = Raster<Float>(width: mask.width, height: mask.height, channels: 1, repeating: 1)
    return try composite.units().changed(
      by: map.operation(in: composite.bounds), mask: map.hasAttention ? everywhere : mask)
  }

  /// The published code writes floats with OpenCV, which rounds to nearest.
  private static func level(_ value: Float) -> UInt8 {
    UInt8((min(max(value, 0), 1) * 255).rounded(.toNearestOrEven))
  }
}
