import HarmonizationData

/// Adam (Kingma and Ba 2015) and what happens to gradients before it.
public struct OptimizerSettings: Sendable, Equatable, Codable {
  /// The rate before the schedule; parameters of a pretrained backbone have a tenth of it.
  public var learningRate = 1e-3
  /// Decay rates of the running means of the gradient and of its square.
  public var betas = [0.9, 0.999]
  /// Keeps the denominator from zero.
  public var epsilon = 1e-8
  /// L2 penalty, added to the gradient.
  public var weightDecay = 0.0
  /// Largest L2 norm of all gradients together; larger ones are scaled down. Nil for no limit.
  public var clipping: Double?

  /// PyTorch's defaults, which the reference uses.
  public init() {}

  enum CodingKeys: String, CodingKey, CaseIterable { case learningRate, betas, epsilon, weightDecay, clipping }

  /// Decodes settings over the defaults; unknown keys throw.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    try container.override(&learningRate, .learningRate)
    try container.override(&betas, .betas)
    try container.override(&epsilon, .epsilon)
    try container.override(&weightDecay, .weightDecay)
    clipping = try container.decodeIfPresent(Double.self, forKey: .clipping)
  }
}

/// What training makes small.
public struct LossSettings: Sendable, Equatable, Codable {
  /// A loss by name.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Foreground-normalized MSE (Sofiiuk et al. 2020, Eq. 2).
    case foregroundNormalizedMSE = "fn_mse"
    /// Mean squared error.
    case meanSquaredError = "mse"
  }

  /// Which loss.
  public var kind = Kind.foregroundNormalizedMSE
  /// Smaller foregrounds count as this many pixels in `fn_mse`.
  public var minimumArea = 100.0
  /// Power of each picture's error in `fn_mse`; 1 is the paper's, 0.5 makes easy pictures count as much as hard ones.
  public var exponent = 1.0

  /// The paper's loss.
  public init() {}

  enum CodingKeys: String, CodingKey, CaseIterable { case kind, minimumArea, exponent }

  /// Decodes settings over the defaults; unknown keys throw.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    try container.override(&kind, .kind)
    try container.override(&minimumArea, .minimumArea)
    try container.override(&exponent, .exponent)
  }
}
