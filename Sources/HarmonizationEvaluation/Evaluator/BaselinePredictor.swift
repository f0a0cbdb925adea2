import HarmonizationData
import HarmonizationPixels

/// A classical method as a predictor, so that a network has something to be compared with.
public struct BaselinePredictor: HarmonizationPredictor {
  private let baseline: ClassicalBaseline

  /// The method's name, `reinhard` or `mk`.
  public var name: String { baseline.rawValue }

  /// A predictor that applies `baseline`.
  public init(_ baseline: ClassicalBaseline) { self.baseline = baseline }

  /// Gives the foreground the colour statistics of the background; not rounded to 8 bits.
  /// - Throws: `DataError` where the mask is empty or covers everything.
  public func predict(_ composite: Raster<UInt8>, mask: Raster<Float>) throws -> Prediction {
    .unit(try baseline.harmonized(composite.units(), mask: mask))
  }
}
