/// From what composites are drawn while training: every knob of the recolouring, as data, so that a recipe can set it.
public struct RecolouringDistribution: RecipeSettings {
  /// Probability of leaving a foreground as it is, so that a model learns to leave good composites alone.
  public var identityShare = 0.1
  /// Relative frequency of each method; missing ones are 0.
  public var methods: [RecolouringMethod: Double] = [
    .reinhard: 1, .xiaoMa: 1, .mongeKantorovich: 1, .histogramMatching: 1, .tone: 2,
  ]
  /// Range of the strength of a transfer, drawn uniformly; 1 follows the map all the way. Tone is always followed.
  public var strength = 0.4...1.0
  /// Probability of a reference from the photo's own category, where it has one.
  public var sameCategory = 0.5
  /// Random tone adjustments.
  public var tone = ToneDistribution()
  /// What is thrown away.
  public var limits = RecolouringLimits()
  /// Recolourings tried before a foreground is left as it is.
  public var attempts = 8
  /// Probability of recolouring the background instead, the mask inverted: a second lesson from the same photo.
  public var inverted = 0.0
  /// Probability of recolouring another region of like colours instead of the mask's, see `RegionMask`: a photo with one
  /// mask is soon known by heart.
  public var otherRegion = 0.0
  /// Probability of giving the whole photo another look first, so that a model compares a foreground with its background
  /// rather than remembers the photo.
  public var photoJitter = 0.0
  /// Random looks of whole photos.
  public var photoJitterTone = ToneDistribution.mild
  /// How the region that is recoloured differs from the mask that is given: it reaches beyond it, ends inside, has another edge.
  /// So it is with what people paste; a cast that always ends at the mask gives itself away there. What is recoloured outside
  /// the mask stays so in the target, since nothing can correct it.
  public var edge = MaskEdgeDistribution()

  /// The defaults.
  public init() {}

  /// Keys of earlier versions.
  public static var formerKeys: [String: String] {
    ["untouched": "identityShare", "look": "photoJitter", "lookTone": "photoJitterTone"]
  }

  /// Throws `DataError.invalidParameter` for probabilities outside 0...1, negative or all-zero frequencies and the like.
  public func validate() throws {
    func require(_ condition: Bool, _ name: String, reason: String) throws {
      if !condition { throw DataError.invalidParameter(name: "recolouring.\(name)", reason: reason) }
    }
    let probabilities = [
      ("identityShare", identityShare), ("sameCategory", sameCategory), ("inverted", inverted),
      ("photoJitter", photoJitter),
      ("otherRegion", otherRegion),
    ]
    for (name, value) in probabilities {
      try require((0...1).contains(value), name, reason: "\(value) is not a probability")
    }
    try require(
      methods.values.allSatisfy { $0 >= 0 && $0.isFinite }, "methods", reason: "frequencies must not be negative")
    try require(
      identityShare == 1 || methods.values.contains { $0 > 0 }, "methods",
      reason: "at least one frequency must be above 0")
    try require(strength.lowerBound >= 0 && strength.upperBound <= 1, "strength", reason: "must lie in 0...1")
    try require((1...1000).contains(attempts), "attempts", reason: "must be 1 to 1000")
    try tone.validate(as: "tone")
    try photoJitterTone.validate(as: "photoJitterTone")
    try edge.validate(as: "recolouring.edge")
  }
}
