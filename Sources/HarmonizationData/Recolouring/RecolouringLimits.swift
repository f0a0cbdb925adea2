/// When a recoloured foreground is thrown away: too close to the original to teach anything, or no longer a photo.
public struct RecolouringLimits: RecipeSettings {
  /// Least mean squared change of the foreground, on the 0-255 scale.
  public var minimumMSE = 50.0
  /// Largest mean squared change of the foreground, on the 0-255 scale.
  public var maximumMSE = 8000.0
  /// Largest share of foreground pixels that leave 0...1 in some channel by more than half a level.
  public var maximumClipped = 0.25
  /// Local contrast (mean absolute luma difference of neighbours) may grow by this factor at most.
  public var maximumContrastGain = 3.0
  /// Local contrast may fall to this factor at least.
  public var minimumContrastGain = 1.0 / 3
  /// Mean chroma (largest minus smallest channel, 0...1) of the foreground may be this at most, or the original's where that is higher.
  public var maximumChroma = 0.5
  /// Foregrounds with a smaller sum of the mask, in pixels, are judged by clipping alone: their statistics mean little.
  public var minimumArea = 32.0

  /// The limits of iHarmony4-like composites.
  public init() {}
}

/// Why a recolouring was thrown away.
public enum RecolouringRejection: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
  /// Changed less than `minimumMSE`.
  case tooSimilar
  /// Changed more than `maximumMSE`.
  case tooDifferent
  /// More clipped pixels than `maximumClipped`.
  case clipped
  /// Local contrast grew beyond `maximumContrastGain`.
  case contrastGained
  /// Local contrast fell below `minimumContrastGain`.
  case contrastLost
  /// More colourful than `maximumChroma`.
  case overSaturated
}

extension RecolouringLimits {
  /// The first rule that a measured recolouring breaks; nil where it is fine.
  public func rejection(of measured: RecolouringMeasurement) -> RecolouringRejection? {
    if measured.clippedShare > maximumClipped { return .clipped }
    guard measured.area >= minimumArea else { return nil }
    if measured.mse < minimumMSE { return .tooSimilar }
    if measured.mse > maximumMSE { return .tooDifferent }
    if measured.contrastGain > maximumContrastGain { return .contrastGained }
    if measured.contrastGain < minimumContrastGain { return .contrastLost }
    return measured.chroma > max(maximumChroma, measured.originalChroma) ? .overSaturated : nil
  }
}
