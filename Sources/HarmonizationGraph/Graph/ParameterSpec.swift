/// One entry of a network's state dictionary: what a checkpoint must hold and how training treats it.
public struct ParameterSpec: Hashable, Sendable {
  /// PyTorch's state-dict name, such as `backbone.hrnet.stage2.0.branches.0.1.conv1.weight`.
  public let name: String
  /// The tensor's dimensions; empty for a scalar.
  public let shape: [Int]
  /// What the tensor is for.
  public let role: Role
  /// Factor on the base learning rate: 0.1 for a pretrained backbone, 0 for one that stays as it is, otherwise 1.
  public let learningRateMultiplier: Double

  /// Describes one state-dictionary entry.
  public init(name: String, shape: [Int], role: Role, learningRateMultiplier: Double = 1) {
    self.name = name
    self.shape = shape
    self.role = role
    self.learningRateMultiplier = learningRateMultiplier
  }

  /// What a tensor is for; decides its initialization, its type, and whether training changes it.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// Kernel of a convolution or matrix of a linear layer.
    case weight
    /// Offset of a convolution or linear layer.
    case bias
    /// Scale of a normalization.
    case normWeight
    /// Offset of a normalization.
    case normBias
    /// Running mean of a normalization (a buffer).
    case runningMean
    /// Running variance of a normalization (a buffer).
    case runningVariance
    /// Number of batches that the running statistics have seen (an int64 buffer).
    case batchCount
    /// The number of ``Operation/learnedScale``.
    case scale
    /// A kernel that is never trained (a buffer).
    case fixedKernel
  }

  /// Whether it is a parameter in PyTorch's sense, not a buffer.
  public var isParameter: Bool {
    switch role {
    case .weight, .bias, .normWeight, .normBias, .scale: true
    case .runningMean, .runningVariance, .batchCount, .fixedKernel: false
    }
  }

  /// Whether gradients update it; false for buffers and for what a learning rate of 0 freezes.
  public var isTrainable: Bool { isParameter && learningRateMultiplier != 0 }

  /// Whether running a network in training changes it, without gradients.
  public var isStatistic: Bool {
    switch role {
    case .runningMean, .runningVariance, .batchCount: true
    case .weight, .bias, .normWeight, .normBias, .scale, .fixedKernel: false
    }
  }

  /// Whether it contains 64-bit integers; everything else is floating point.
  public var isInteger: Bool { role == .batchCount }

  /// Number of scalars.
  public var count: Int { shape.reduce(1, *) }
}
