import HarmonizationPixels

/// What a method makes of a composite, RGB, of the composite's size.
public enum Prediction: Sendable {
  /// 8-bit samples, as a file would hold them.
  case levels(Raster<UInt8>)
  /// Samples in 0...1, not rounded; values outside are clamped before they are measured.
  case unit(Raster<Float>)
}

/// A method under evaluation: a network, a classical baseline, or nothing at all.
public protocol HarmonizationPredictor: Sendable {
  /// Name for tables.
  var name: String { get }

  /// Harmonizes `composite` (RGB) whose foreground is given by `mask` (one channel, 0...1); called from several tasks at once.
  func predict(_ composite: Raster<UInt8>, mask: Raster<Float>) async throws -> Prediction
}

/// The untouched composite: what doing nothing scores.
public struct CompositePredictor: HarmonizationPredictor {
  /// `composite`.
  public let name = "composite"

  /// The predictor that does nothing.
  public init() {}

  /// Returns `composite`.
  public func predict(_ composite: Raster<UInt8>, mask: Raster<Float>) -> Prediction { .levels(composite) }
}

/// A predictor made of a closure.
public struct ClosurePredictor: HarmonizationPredictor {
  /// Name for tables.
  public let name: String
  private let body: @Sendable (Raster<UInt8>, Raster<Float>) async throws -> Prediction

  /// Calls `body` with composite and mask.
  public init(
    _ name: String, _ body: @escaping @Sendable (Raster<UInt8>, Raster<Float>) async throws -> Prediction
  ) {
    self.name = name
    self.body = body
  }

  /// Returns what the closure does.
  public func predict(_ composite: Raster<UInt8>, mask: Raster<Float>) async throws -> Prediction {
    try await body(composite, mask)
  }
}
