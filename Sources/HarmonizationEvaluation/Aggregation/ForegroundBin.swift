/// A range of foreground ratios, both ends included: an image on a border counts in both neighbours.
public struct ForegroundBin: Sendable, Equatable {
  /// Smallest ratio in the bin, in 0...1.
  public let lower: Double
  /// Largest ratio in the bin, in 0...1.
  public let upper: Double

  /// The bin from `lower` to `upper`.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The bins of Table 3 in Sofiiuk et al. 2020 and of their evaluation code: 0-5, 5-15, 15-100 and 0-100 %.
  public static let paper = [
    ForegroundBin(lower: 0, upper: 0.05), ForegroundBin(lower: 0.05, upper: 0.15),
    ForegroundBin(lower: 0.15, upper: 1), ForegroundBin(lower: 0, upper: 1),
  ]

  /// Whether an image with this share of foreground belongs to the bin.
  public func contains(_ ratio: Double) -> Bool { lower <= ratio && ratio <= upper }

  /// For example `5-15%`.
  public var label: String { "\(Self.percent(lower))-\(Self.percent(upper))%" }

  private static func percent(_ share: Double) -> String {
    let value = (share * 1000).rounded() / 10
    return value == value.rounded() ? String(Int(value)) : String(value)
  }
}
