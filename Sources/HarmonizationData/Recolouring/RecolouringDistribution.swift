/// From what composites are drawn while training: every knob of the recolouring, as data, so that a recipe can set it.
public struct RecolouringDistribution: Sendable, Equatable, Codable {
  /// Probability of leaving a foreground as it is, so that a model learns to leave good composites alone.
  public var untouched = 0.1
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
  public var look = 0.0
  /// Random looks of whole photos.
  public var lookTone = ToneDistribution.mild

  /// The defaults.
  public init() {}

  enum CodingKeys: String, CodingKey, CaseIterable {
    case untouched, methods, strength, sameCategory, tone, limits, attempts, inverted, otherRegion, look, lookTone
  }

  /// Decodes settings over the defaults; unknown keys and methods throw. `methods` replaces all frequencies.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    try container.override(&untouched, .untouched)
    try container.override(&strength, .strength)
    try container.override(&sameCategory, .sameCategory)
    try container.override(&tone, .tone)
    try container.override(&limits, .limits)
    try container.override(&attempts, .attempts)
    try container.override(&inverted, .inverted)
    try container.override(&otherRegion, .otherRegion)
    try container.override(&look, .look)
    // An empty value leaves the default, as everywhere.
    if container.contains(.lookTone), try !container.decodeNil(forKey: .lookTone) {
      try lookTone.decode(from: container.superDecoder(forKey: .lookTone))
    }
    guard let weights = try container.decodeIfPresent([String: Double].self, forKey: .methods) else { return }
    methods = [:]
    for (name, weight) in weights {
      guard let method = RecolouringMethod(rawValue: name) else {
        let known = RecolouringMethod.allCases.map(\.rawValue).joined(separator: ", ")
        throw DecodingError.dataCorruptedError(
          forKey: .methods, in: container, debugDescription: "unknown method '\(name)'; known are \(known)")
      }
      methods[method] = weight
    }
  }

  /// Encodes every setting, methods by name.
  public func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(untouched, forKey: .untouched)
    try container.encode(Dictionary(uniqueKeysWithValues: methods.map { ($0.rawValue, $1) }), forKey: .methods)
    try container.encode(strength, forKey: .strength)
    try container.encode(sameCategory, forKey: .sameCategory)
    try container.encode(tone, forKey: .tone)
    try container.encode(limits, forKey: .limits)
    try container.encode(attempts, forKey: .attempts)
    try container.encode(inverted, forKey: .inverted)
    try container.encode(otherRegion, forKey: .otherRegion)
    try container.encode(look, forKey: .look)
    try container.encode(lookTone, forKey: .lookTone)
  }

  /// Throws `DataError.invalidParameter` for probabilities outside 0...1, negative or all-zero frequencies and the like.
  public func validate() throws {
    func require(_ condition: Bool, _ name: String, _ reason: String) throws {
      if !condition { throw DataError.invalidParameter(name: "recolouring.\(name)", reason: reason) }
    }
    let probabilities = [
      ("untouched", untouched), ("sameCategory", sameCategory), ("inverted", inverted), ("look", look),
      ("otherRegion", otherRegion),
    ]
    for (name, value) in probabilities { try require((0...1).contains(value), name, "\(value) is not a probability") }
    try require(methods.values.allSatisfy { $0 >= 0 && $0.isFinite }, "methods", "frequencies must not be negative")
    try require(
      untouched == 1 || methods.values.contains { $0 > 0 }, "methods", "at least one frequency must be above 0")
    try require(strength.lowerBound >= 0 && strength.upperBound <= 1, "strength", "must lie in 0...1")
    try require((1...1000).contains(attempts), "attempts", "must be 1 to 1000")
    try tone.validate(as: "tone")
    try lookTone.validate(as: "lookTone")
  }
}
