/// How stored pictures become network inputs: the recipes of the paper and of its reference implementation, as data.
public struct Augmentation: RecipeSettings {
  /// How a window of fixed size is cut from a picture.
  public enum Crop: String, Sendable, CaseIterable, Codable {
    /// A random part of the picture resized to `size` x `size` (the 256 recipes; `RandomResizedCrop` of albumentations).
    case resizedCrop
    /// A window around the whole foreground, some `margin` larger than it, resized to `size` x `size`: for networks that look at
    /// the foreground closely.
    case foregroundCrop
    /// The picture reduced to `longestSide` if larger, padded with zeros around to `size`, and a random window (the 512
    /// recipes; `LongestMaxSizeIfLarger`, `PadIfNeeded` and `RandomCrop`).
    case paddedCrop
    /// The whole picture resized to `size` x `size`, as for evaluation.
    case resize
  }

  /// How the window is cut.
  public var crop = Crop.resizedCrop
  /// Side of the square output, in pixels.
  public var size = 256
  /// Share of the picture's area that a resized crop covers.
  public var scale = 0.5...1.0
  /// Sides of a foreground crop as multiples of the foreground's longer side.
  public var margin = 1.2...2.5
  /// Width over height of a resized or foreground crop, drawn uniformly in its logarithm.
  public var ratio = 0.75...4.0 / 3
  /// Longest side in front of a padded crop, in pixels.
  public var longestSide = 1024
  /// Probability of a horizontal flip.
  public var flip = 0.5
  /// Probability of keeping a window without foreground; otherwise another one is drawn.
  public var keepBackground = 0.05
  /// Roughening of the mask that the network sees; composites are made with the exact mask, or see `RecolouringDistribution.edge`.
  public var maskEdge = MaskEdgeDistribution()
  /// JPEG artefacts.
  public var compression = CompressionDistribution()

  /// The 256 recipe: resized crop and flip.
  public init() {}

  /// The 512 recipe.
  public static var padded512: Augmentation {
    var recipe = Augmentation()
    (recipe.crop, recipe.size) = (.paddedCrop, 512)
    return recipe
  }

  /// Evaluation: resize only.
  public static func evaluation(size: Int) -> Augmentation {
    var recipe = Augmentation()
    (recipe.crop, recipe.size, recipe.flip, recipe.keepBackground) = (.resize, size, 0, 1)
    return recipe
  }

  /// Throws `DataError.invalidParameter` for sizes, shares and probabilities that make no sense.
  public func validate() throws {
    func require(_ condition: Bool, _ name: String, reason: String) throws {
      if !condition { throw DataError.invalidParameter(name: "augmentation.\(name)", reason: reason) }
    }
    try require((8...4096).contains(size), "size", reason: "\(size) is not in 8...4096")
    try require(scale.lowerBound > 0 && scale.upperBound <= 1, "scale", reason: "must lie in 0...1, above 0")
    try require(margin.lowerBound >= 1 && margin.upperBound <= 100, "margin", reason: "must lie in 1...100")
    try require(ratio.lowerBound >= 0.1 && ratio.upperBound <= 10, "ratio", reason: "must lie in 0.1...10")
    try require((8...1 << 16).contains(longestSide), "longestSide", reason: "\(longestSide) is not in 8...65536")
    let probabilities = [("flip", flip), ("keepBackground", keepBackground)]
    for (name, value) in probabilities {
      try require((0...1).contains(value), name, reason: "\(value) is not a probability")
    }
    try maskEdge.validate(as: "augmentation.maskEdge")
    try compression.validate()
  }
}
