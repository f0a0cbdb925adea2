import HarmonizationData

/// How weights follow gradients, and what happens to gradients before.
public struct OptimizerSettings: RecipeSettings {
  /// An optimizer by PyTorch's name.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Adam (Kingma and Ba 2015).
    case adam
    /// Adam with decoupled weight decay (Loshchilov and Hutter 2019).
    case adamw
    /// Stochastic gradient descent with momentum.
    case sgd
  }

  /// Which optimizer.
  public var kind = Kind.adam
  /// The rate before the schedule.
  public var learningRate = 1e-3
  /// Factor on the rate of a pretrained backbone's parameters.
  public var backboneMultiplier = 0.1
  /// What remains of the velocity at each update of `sgd`.
  public var momentum = 0.9
  /// Decay rates of the running means of the gradient and of its square, in `adam` and `adamw`.
  public var betas = [0.9, 0.999]
  /// Keeps the denominator from zero.
  public var epsilon = 1e-8
  /// L2 penalty, added to the gradient; in `adamw` the share of the rate by which weights shrink.
  public var weightDecay = 0.0
  /// Largest L2 norm of all gradients together; larger ones are scaled down. Nil for no limit.
  public var gradientClipNorm: Double?

  /// PyTorch's defaults, which the reference uses.
  public init() {}

  /// Keys of earlier versions.
  public static var formerKeys: [String: String] { ["clipping": "gradientClipNorm"] }
}

/// The training loss.
public struct LossSettings: RecipeSettings {
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
  /// Factor on errors of chroma in `fn_mse`: on what is left of an error without the mean of the channels' differences.
  public var chromaWeight = 1.0
  /// Power of each picture's error of chroma; nil for that of all errors. See ``exponent``.
  public var chromaExponent: Double?
  /// Factor on how much the parameters of a network that predicts them vary from pixel to pixel, added to the loss (PCT-Net's
  /// `ParamSmoothness`, there 0.1). Its contrastive loss, which needs VGG-16's weights, is not here.
  public var smoothness = 0.0

  /// The paper's loss.
  public init() {}

  /// How errors of chroma count where they count by themselves.
  var chroma: (weight: Double, exponent: Double)? {
    chromaWeight == 1 && chromaExponent == nil ? nil : (chromaWeight, chromaExponent ?? exponent)
  }
}
