import CHarmonizationTorch
import HarmonizationGraph

/// Adam (Kingma and Ba 2015) as PyTorch computes it, with a learning rate for each parameter: the base rate times the
/// multiplier in its ``ParameterSpec``. Parameters without a gradient are left alone.
public final class Adam {
  /// The rate of parameters whose multiplier is 1.
  public var learningRate: Double
  /// Decay rates of the moments.
  public let betas: (Double, Double)
  /// Keeps the denominator from zero.
  public let epsilon: Double
  /// L2 penalty, added to the gradient.
  public let weightDecay: Double
  /// Updates made.
  public private(set) var step: Int
  /// The state of every trainable parameter, in the store's order.
  public let moments: [Moments]
  private let parameters: [ParameterStore.Entry]

  /// Running means of one parameter's gradient and of its square.
  public struct Moments {
    /// The parameter's name.
    public let name: String
    /// Of the gradient.
    public let first: Tensor
    /// Of its square.
    public let second: Tensor
  }

  /// Prepares updates of a network's trainable parameters.
  public init(
    _ store: ParameterStore, learningRate: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    epsilon: Double = 1e-8, weightDecay: Double = 0
  ) throws(TorchError) {
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    step = 0
    parameters = store.trainable
    moments = try parameters.map { entry throws(TorchError) in
      func zeros() throws(TorchError) -> Tensor {
        let zeros = try entry.tensor.detached().clone()
        try zeros.fill(0)
        return zeros
      }
      return Moments(name: entry.spec.name, first: try zeros(), second: try zeros())
    }
  }

  /// Moves every parameter against its gradient.
  public func update() throws(TorchError) {
    step += 1
    let groups = Dictionary(grouping: parameters.indices) { parameters[$0].spec.learningRateMultiplier }
    for (multiplier, members) in groups.sorted(by: { $0.key > $1.key }) {
      try update(members, learningRate: learningRate * multiplier)
    }
  }

  /// Continues after `step` updates with moments that ``moments`` gave then, by parameter name.
  ///
  /// - Throws: ``TorchError/state(network:missing:unexpected:misshapen:)`` where a parameter has none.
  public func restore(step: Int, moments saved: [String: (first: Tensor, second: Tensor)]) throws(TorchError) {
    let missing = moments.map(\.name).filter { saved[$0] == nil }
    guard missing.isEmpty else {
      throw .state(network: "the optimizer", missing: missing, unexpected: [], misshapen: [])
    }
    for moment in moments {
      guard let state = saved[moment.name] else { continue }
      try moment.first.assign(state.first)
      try moment.second.assign(state.second)
    }
    self.step = step
  }

  private func update(_ members: [Int], learningRate: Double) throws(TorchError) {
    let api = try TorchLibrary.api()
    let settings = HarmonizeAdam(
      learning_rate: learningRate, beta1: betas.0, beta2: betas.1, epsilon: epsilon, weight_decay: weightDecay,
      step: Int64(step))
    let message = try Tensor.withHandles(members.map { parameters[$0].tensor }) { values throws(TorchError) in
      try Tensor.withHandles(members.map { moments[$0].first }) { first throws(TorchError) in
        try Tensor.withHandles(members.map { moments[$0].second }) { second throws(TorchError) in
          api.adam_step(values, first, second, Int64(members.count), settings)
        }
      }
    }
    try TorchLibrary.check(message, "Adam update")
  }
}
