import HarmonizationPixels
import ImageHarmonization

/// A method of the library under evaluation, by the same pipeline that harmonizes photos.
///
/// At a fixed size the method's own picture is measured, not rounded; at native size what `Harmonizer` renders, which is what
/// `harmonize photo` writes.
public struct MethodPredictor: HarmonizationPredictor {
  private let method: any HarmonizationMethod
  private let isNative: Bool

  /// The method's name.
  public var name: String { method.name }

  /// Measures `method` as `evaluation` demands.
  ///
  /// A network must have been made for the evaluation's size.
  public init(_ method: any HarmonizationMethod, for evaluation: EvaluationSetting) {
    self.method = method
    isNative = if case .fixed = evaluation.size { false } else { true }
  }

  /// Harmonizes the picture.
  ///
  /// - Throws: what the method throws; `HarmonizationError` for masks that cannot be used.
  public func predict(_ composite: Raster<UInt8>, mask: Raster<Float>) async throws -> Prediction {
    guard isNative else {
      return .unit(try await method.picture(of: NetworkInput(composite: composite.units(), foreground: mask)))
    }
    guard let cover = Mask(mask.map { UInt8(unit: $0) }) else {
      throw EvaluationError.shapeMismatch(
        image: "the mask", expected: ImageShape(width: mask.width, height: mask.height, channels: 1),
        found: mask.shape)
    }
    return .levels(try await Harmonizer(method).harmonize(Photo(composite), mask: cover).raster())
  }
}
