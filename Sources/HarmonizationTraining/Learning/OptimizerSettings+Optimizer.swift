import HarmonizationTorch

extension OptimizerSettings {
  /// The optimizer that these settings describe.
  ///
  /// - Parameter parameters: the weights that it moves.
  /// - Throws: `TorchError`.
  func optimizer(of parameters: ParameterStore) throws -> any Optimizer {
    switch kind {
    case .adam, .adamw:
      try Adam(
        parameters, learningRate: learningRate, betas: (betas.first ?? 0, betas.last ?? 0), epsilon: epsilon,
        weightDecay: weightDecay,
        decouplesWeightDecay: kind == .adamw, backboneMultiplier: backboneMultiplier)
    case .sgd:
      try MomentumDescent(
        parameters, learningRate: learningRate, momentum: momentum, weightDecay: weightDecay,
        backboneMultiplier: backboneMultiplier)
    }
  }
}
