/// JPEG artefacts on network inputs: photos from the web have been through worse than a data set's composites.
public struct CompressionDistribution: RecipeSettings {
  /// Probability of compressing a sample.
  public var probability = 0.0
  /// Range of the IJG quality, 1...100.
  public var quality = 50.0...95.0
  /// Whether the target is compressed alike, so that a model is not asked to remove artefacts.
  public var includesTarget = true

  /// No compression until the probability is set.
  public init() {}

  func validate() throws {
    guard (0...1).contains(probability), quality.lowerBound >= 1, quality.upperBound <= 100 else {
      throw DataError.invalidParameter(
        name: "augmentation.compression", reason: "probability is in 0...1, quality in 1...100")
    }
  }
}
