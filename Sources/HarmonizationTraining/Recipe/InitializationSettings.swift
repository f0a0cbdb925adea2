import HarmonizationData

/// Where weights begin: Xavier's distribution (Glorot and Bengio 2010) in the reference's form, with variance
/// `magnitude / fan` (gaussian) or bounds `sqrt(magnitude / fan)` (uniform), then files over it.
public struct InitializationSettings: Sendable, Equatable, Codable {
  /// The shape of the distribution.
  public enum Distribution: String, Sendable, Codable, CaseIterable {
    case gaussian, uniform
  }

  /// Which fan the variance is divided by.
  public enum Fan: String, Sendable, Codable, CaseIterable {
    /// Mean of inputs and outputs of a unit.
    case average = "avg"
    /// Inputs.
    case input = "in"
    /// Outputs.
    case output = "out"
  }

  /// The shape of the distribution.
  public var distribution = Distribution.gaussian
  /// Which fan the variance is divided by.
  public var fan = Fan.average
  /// Numerator of the variance.
  public var magnitude = 2.0
  /// An ImageNet checkpoint of the network's backbone, as its authors publish it; nil begins from random numbers.
  public var backbone: String?
  /// Weights of the whole network to go on from; nil begins anew.
  public var weights: String?
  /// Weights of a network that is like this one: what has the same name and shape is taken, the rest begins anew.
  public var similar: String?

  /// The reference's distribution for most networks.
  public init() {}

  enum CodingKeys: String, CodingKey, CaseIterable { case distribution, fan, magnitude, backbone, weights, similar }

  /// Decodes settings over the defaults; unknown keys throw.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    try container.override(&distribution, .distribution)
    try container.override(&fan, .fan)
    try container.override(&magnitude, .magnitude)
    backbone = try container.decodeIfPresent(String.self, forKey: .backbone)
    weights = try container.decodeIfPresent(String.self, forKey: .weights)
    similar = try container.decodeIfPresent(String.self, forKey: .similar)
  }
}
