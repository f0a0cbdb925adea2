/// The measurements of one image.
public struct ImageResult: Sendable, Equatable {
  /// Name of the subset, for example `HCOCO`.
  public let subset: String
  /// File name of the composite, for example `c123_456_1.jpg`.
  public let name: String
  /// The prediction against the target.
  public let metrics: ImageMetrics
  /// The untouched composite against the target.
  public let composite: ImageMetrics?
  /// Time of the prediction alone, in seconds.
  public let seconds: Double

  /// A measurement of the composite `name` in `subset`.
  public init(subset: String, name: String, metrics: ImageMetrics, composite: ImageMetrics?, seconds: Double) {
    self.subset = subset
    self.name = name
    self.metrics = metrics
    self.composite = composite
    self.seconds = seconds
  }

  /// The real photo that the composite was made from: iHarmony4 names it before the first underscore.
  ///
  /// Composites of one photo resemble each other, in whatever subset they are, so statistics must not count them as
  /// independent.
  public var photo: String { String(name.prefix { $0 != "_" }) }
}

/// An image that could not be measured, and why.
public struct EvaluationFailure: Sendable, Equatable, Codable {
  /// Name of the subset.
  public let subset: String
  /// File name of the composite.
  public let name: String
  /// What went wrong, in one line.
  public let message: String

  /// A failure of the composite `name` in `subset`.
  public init(subset: String, name: String, message: String) {
    self.subset = subset
    self.name = name
    self.message = message
  }
}
