import HarmonizationSupport

/// What pairs are made of photos with masks.
public struct SynthesisOptions: Sendable, Equatable {
  /// Name of the subset that is made, and of its folder.
  public var subset = "HPhotos"
  /// The methods to choose from; the number at the end of a composite's name is `RecolouringMethod.number`.
  public var methods: [RecolouringMethod] = [.reinhard, .xiaoMa, .mongeKantorovich, .histogramMatching]
  /// Composites per photo, each by another method.
  public var compositesPerPhoto = 1
  /// References tried per method before it is given up.
  public var attempts = 8
  /// Whether references come from the photo's own category, where it has one with company.
  public var sameCategory = true
  /// Range of the strength of transfers, drawn uniformly.
  public var strength = 1.0...1.0
  /// Random tone adjustments, for the method `tone`.
  public var tone = ToneDistribution()
  /// What is thrown away.
  public var limits = RecolouringLimits()
  /// IJG quality of composites, 1...100; real pictures are copied as they are where they are JPEG files.
  public var quality = 95
  /// Share of the photos (not of the composites) that goes to the test list, 0...1.
  public var testShare = 0.0
  /// Keys all randomness.
  public var seed: UInt64 = 0
  /// Threads; all cores where nil.
  public var workers: Int?

  /// One composite a photo, made as iHarmony4 was.
  public init() {}

  /// Equal for options that make the same files.
  var fingerprint: UInt64 {
    var options = self
    (options.workers, options.testShare) = (nil, 0)
    return StableKey.key("\(options)")
  }

  /// Throws `DataError.invalidParameter`.
  public func validate() throws {
    func require(_ condition: Bool, _ name: String, reason: String) throws {
      if !condition { throw DataError.invalidParameter(name: name, reason: reason) }
    }
    let isPlain = subset.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
    try require(isPlain && !subset.isEmpty, "subset", reason: "'\(subset)' is not made of letters, digits and hyphens")
    try require(!methods.isEmpty, "methods", reason: "name at least one")
    try require(compositesPerPhoto >= 1, "composites per photo", reason: "\(compositesPerPhoto) is below 1")
    try require((1...1000).contains(attempts), "attempts", reason: "\(attempts) is not in 1...1000")
    try require((1...100).contains(quality), "quality", reason: "\(quality) is not in 1...100")
    try require((0...1).contains(testShare), "test share", reason: "\(testShare) is not in 0...1")
    try require(strength.lowerBound >= 0 && strength.upperBound <= 1, "strength", reason: "must lie in 0...1")
  }
}
