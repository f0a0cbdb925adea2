import HarmonizationPixels
import ImageHarmonization

/// What a method makes of a composite, RGB, of the composite's size.
public enum Prediction: Sendable {
  /// 8-bit samples, as a file would hold them.
  case levels(Raster<UInt8>)
  /// Samples in 0...1, not rounded; values outside are clamped before they are measured.
  case unit(Raster<Float>)
}

/// What is under evaluation: a method of the library, a function, or nothing at all.
public struct MeasuredMethod: Sendable {
  /// Name for tables.
  public var name: String
  /// Harmonizes a composite (RGB) whose foreground is given by a mask (one channel, 0...1); called from several tasks at once.
  public let predict: @Sendable (_ composite: Raster<UInt8>, _ mask: Raster<Float>) async throws -> Prediction

  /// The untouched composite: what doing nothing scores.
  public static let composite = MeasuredMethod("composite") { composite, _ in .levels(composite) }

  /// Measures what `predict` gives.
  public init(
    _ name: String,
    predict: @escaping @Sendable (_ composite: Raster<UInt8>, _ mask: Raster<Float>) async throws -> Prediction
  ) {
    self.name = name
    self.predict = predict
  }

  /// Measures `method` as `evaluation` demands, by the same pipeline that harmonizes photos.
  ///
  /// At a fixed size the method's own picture is measured, not rounded; at native size what `Harmonizer` renders, which is what
  /// `harmonize photo` writes. Under ``EvaluationSetting/pctnet`` it is `ReferencePredictor`'s picture of networks that predict
  /// parameters. A network must have been made for the evaluation's size.
  public init(_ method: some HarmonizationMethod, for evaluation: EvaluationSetting) {
    if case .fixed = evaluation.size {
      self.init(method.name) { composite, mask in
        .unit(try await method.picture(of: NetworkInput(composite: composite.units(), foreground: mask)))
      }
    } else if evaluation == .pctnet, let network = method as? NetworkMethod,
      network.model.configuration.transform != nil
    {
      self.init(method.name) { composite, mask in
        .unit(try await ReferencePredictor(network.predictor()).picture(of: composite, mask: mask))
      }
    } else {
      self.init(method.name) { composite, mask in
        guard let cover = Mask(mask.map { UInt8(unit: $0) }) else {
          throw EvaluationError.shapeMismatch(
            image: "the mask", expected: ImageShape(width: mask.width, height: mask.height, channels: 1),
            found: mask.shape)
        }
        return .levels(try await Harmonizer(method).harmonize(Photo(composite), mask: cover).raster())
      }
    }
  }
}
