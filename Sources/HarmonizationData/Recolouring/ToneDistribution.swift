/// How random tone adjustments are spread. Deviations are of normal distributions cut at two deviations.
public struct ToneDistribution: RecipeSettings {
  /// Deviation of exposure, in stops.
  public var exposure = 0.75
  /// Deviation of the blue-yellow balance, in stops.
  public var temperature = 0.65
  /// Deviation of the magenta-green balance, in stops.
  public var tint = 0.22
  /// Inner knots of the tone curve; 0 for a straight curve.
  public var knots = 3
  /// Deviation of each knot, in encoded values (0...1).
  public var curve = 0.08
  /// Deviation of each knot of the curves that red, green and blue have of their own; 0 for none.
  public var channelCurves = 0.0
  /// Deviation of what black becomes, in encoded values.
  public var black = 0.0
  /// Range of the factor on saturation, drawn uniformly.
  public var saturation = 0.5...1.5
  /// Probability of each kind of change (exposure, temperature, tint, curve, curves of the channels, black, saturation) to be
  /// there at all: below 1, a colour cast also comes without a change of exposure, and the other way round.
  public var share = 1.0
  /// Range of a factor on all changes, drawn uniformly; with 0 as its lower end, changes are of every strength down to none.
  public var strength = 1.0...1.0

  /// The defaults, the differences that two cameras or two lightings make.
  public init() {}

  /// Looks that a photo may well have had.
  public static var mild: ToneDistribution {
    var tone = ToneDistribution()
    (tone.exposure, tone.temperature, tone.tint, tone.curve) = (0.4, 0.3, 0.1, 0.04)
    tone.saturation = 0.7...1.2
    return tone
  }

  /// One adjustment.
  public func draw(_ random: inout CounterRandom) -> ToneAdjustment {
    var tone = ToneAdjustment()
    tone.exposure = random.boundedNormal(deviation: exposure)
    tone.temperature = random.boundedNormal(deviation: temperature)
    tone.tint = random.boundedNormal(deviation: tint)
    func displacements(_ deviation: Double) -> [Double] {
      (0..<min(max(knots, 0), 16)).map { _ in random.boundedNormal(deviation: deviation) }
    }
    tone.curve = displacements(curve)
    tone.saturation = random.uniform(in: saturation)
    // Drawn only where they are used, so that what a seed gave before they were known stays the same.
    if channelCurves > 0 { tone.channelCurves = (0..<3).map { _ in displacements(channelCurves) } }
    if black > 0 { tone.black = random.boundedNormal(deviation: black) }
    if share < 1 { thin(&tone, &random) }
    return strength == 1...1 ? tone : tone.scaled(by: random.uniform(in: strength))
  }

  /// Takes out each kind of change with the probability 1 - `share`.
  private func thin(_ tone: inout ToneAdjustment, _ random: inout CounterRandom) {
    let none = ToneAdjustment()
    if !random.chance(share) { tone.exposure = none.exposure }
    if !random.chance(share) { tone.temperature = none.temperature }
    if !random.chance(share) { tone.tint = none.tint }
    if !random.chance(share) { tone.curve = none.curve }
    if !random.chance(share) { tone.channelCurves = none.channelCurves }
    if !random.chance(share) { tone.black = none.black }
    if !random.chance(share) { tone.saturation = none.saturation }
  }

  /// Throws `DataError.invalidParameter` for what makes no sense; `name` is the key under `recolouring`.
  func validate(as name: String) throws {
    func require(_ condition: Bool, _ key: String, reason: String) throws {
      if !condition { throw DataError.invalidParameter(name: "recolouring.\(key)", reason: reason) }
    }
    try require((0...16).contains(knots), "\(name).knots", reason: "must be 0 to 16")
    try require(saturation.lowerBound >= 0, "\(name).saturation", reason: "must not be negative")
    let deviations = [exposure, temperature, tint, curve, channelCurves]
    try require(deviations.allSatisfy { (0...4).contains($0) }, name, reason: "deviations must lie in 0...4")
    try require((0...0.25).contains(black), "\(name).black", reason: "must be a deviation in 0...0.25")
    try require((0...1).contains(share), "\(name).share", reason: "\(share) is not a probability")
    try require(
      strength.lowerBound >= 0 && strength.upperBound <= 2, "\(name).strength", reason: "must be a range in 0...2")
  }
}
