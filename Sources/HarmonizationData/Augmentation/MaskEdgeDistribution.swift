/// How a mask is roughened, as people's masks are: grown or shrunk, wobbling, soft.
public struct MaskEdgeDistribution: RecipeSettings {
  /// Probability of roughening a mask at all.
  public var probability = 0.0
  /// Range of the blur's standard deviation, in pixels of the output; the edge moves by about as much at most.
  public var blur = 0.5...3.0
  /// Range of the level at which the blurred mask is cut: above 0.5 shrinks, below grows.
  public var level = 0.25...0.75
  /// Largest change of that level along the edge.
  public var wobble = 0.2
  /// Range of the slope at the cut: 1 leaves the blur, large makes a hard edge.
  public var slope = 1.0...8.0

  /// No roughening until the probability is set.
  public init() {}

  /// Throws `DataError.invalidParameter` for what makes no sense; `name` is the path of the key.
  func validate(as name: String) throws {
    let sound =
      (0...1).contains(probability) && blur.lowerBound >= 0.1 && blur.upperBound <= 16 && level.lowerBound > 0
      && level.upperBound < 1 && (0...1).contains(wobble) && slope.lowerBound > 0
    if !sound {
      throw DataError.invalidParameter(
        name: name,
        reason: "probability and wobble lie in 0...1, blur in 0.1...16, level inside 0...1")
    }
  }
}
