/// The arithmetic of a network's convolutions and products.
public enum Precision: String, Hashable, Sendable, CaseIterable {
  /// In the type of the parameters: float32, or float64 where they are that.
  case full
  /// In bfloat16, with float32 parameters, statistics, softmax and results where they matter: what PyTorch calls autocast.
  case mixedBFloat16
}

/// How a network runs; there is no other state that decides it.
public struct ExecutionMode: Hashable, Sendable {
  /// Batch normalization uses the batch's statistics and updates the running ones.
  public var usesBatchStatistics: Bool
  /// Dropout drops.
  public var dropsOut: Bool
  /// The backward pass is possible afterwards.
  public var recordsGradient: Bool
  /// The arithmetic of convolutions and products.
  public var precision: Precision
  /// Starts a generator of the run's own for dropout, so that runs side by side are repeatable; nil draws from the shared one.
  public var dropoutSeed: UInt64?

  /// Names every choice.
  public init(
    usesBatchStatistics: Bool, dropsOut: Bool, recordsGradient: Bool, precision: Precision = .full,
    dropoutSeed: UInt64? = nil
  ) {
    self.usesBatchStatistics = usesBatchStatistics
    self.dropsOut = dropsOut
    self.recordsGradient = recordsGradient
    self.precision = precision
    self.dropoutSeed = dropoutSeed
  }

  /// Running statistics, no dropout, no gradient.
  public static func evaluation(_ precision: Precision = .full) -> ExecutionMode {
    ExecutionMode(usesBatchStatistics: false, dropsOut: false, recordsGradient: false, precision: precision)
  }

  /// Batch statistics, dropout, gradient.
  public static func training(_ precision: Precision = .full, dropoutSeed: UInt64? = nil) -> ExecutionMode {
    ExecutionMode(
      usesBatchStatistics: true, dropsOut: true, recordsGradient: true, precision: precision,
      dropoutSeed: dropoutSeed)
  }
}
