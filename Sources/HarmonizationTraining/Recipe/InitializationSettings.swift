import HarmonizationData

/// Where weights start: Xavier's distribution (Glorot and Bengio 2010) in the reference's form, with variance
/// `magnitude / fan` (gaussian) or bounds `sqrt(magnitude / fan)` (uniform), then files over it.
public struct InitializationSettings: RecipeSettings {
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
  /// An ImageNet checkpoint of the network's backbone, as its authors publish it; nil starts from random numbers.
  public var backbone: String?
  /// Weights of the whole network to continue from; nil starts anew.
  public var weights: String?
  /// Weights of a similar network: entries with the same name and shape are taken, the others start anew.
  public var partialWeights: String?

  /// The reference's distribution for most networks.
  public init() {}

  /// Keys of earlier versions.
  public static var formerKeys: [String: String] { ["similar": "partialWeights"] }
}
