/// JPEG artefacts on network inputs: photos from the web have been through worse than a data set's composites.
public struct CompressionDistribution: Sendable, Equatable, Codable {
  /// Probability of compressing a sample.
  public var probability = 0.0
  /// Range of the IJG quality, 1...100.
  public var quality = 50.0...95.0
  /// Whether the target is compressed alike, so that a model is not asked to remove artefacts.
  public var includesTarget = true

  /// No compression until the probability is set.
  public init() {}

  enum CodingKeys: String, CodingKey, CaseIterable { case probability, quality, includesTarget }

  /// Decodes settings over the defaults; unknown keys throw.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    try container.override(&probability, .probability)
    try container.override(&quality, .quality)
    try container.override(&includesTarget, .includesTarget)
  }

  func validate() throws {
    guard (0...1).contains(probability), quality.lowerBound >= 1, quality.upperBound <= 100 else {
      throw DataError.invalidParameter(
        name: "augmentation.compression", reason: "probability lies in 0...1, quality in 1...100")
    }
  }
}
