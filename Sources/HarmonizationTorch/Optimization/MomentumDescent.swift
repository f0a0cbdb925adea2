import HarmonizationGraph

/// Stochastic gradient descent with momentum as PyTorch computes it (`torch.optim.SGD`, without dampening and Nesterov's rule): the
/// velocity becomes `momentum * velocity + gradient`, and the weight moves by the rate times the velocity.
public final class MomentumDescent: Optimizer {
  /// The rate of parameters whose multiplier is 1.
  public var learningRate: Double
  /// What remains of the velocity at each update, 0...1.
  public let momentum: Double
  /// L2 penalty, added to the gradient.
  public let weightDecay: Double
  /// Updates made.
  public private(set) var step = 0
  private let backboneMultiplier: Double?
  private let parameters: [ParameterStore.Entry]
  private let velocities: [Tensor]

  /// Prepares updates of a network's trainable parameters.
  ///
  /// - Parameters:
  ///   - store: the network's parameters.
  ///   - learningRate: the rate of parameters whose multiplier is 1.
  ///   - momentum: what remains of the velocity at each update.
  ///   - weightDecay: L2 penalty.
  ///   - backboneMultiplier: factor on the rate of a pretrained backbone; nil keeps the network's own.
  public init(
    _ store: ParameterStore, learningRate: Double, momentum: Double = 0.9, weightDecay: Double = 0,
    backboneMultiplier: Double? = nil
  ) throws(TorchError) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.backboneMultiplier = backboneMultiplier
    parameters = store.trainable
    velocities = try parameters.map { entry throws(TorchError) in try entry.tensor.zerosLike() }
  }

  /// The velocities, `momentum/NAME`.
  public var state: [(name: String, tensor: Tensor)] {
    zip(parameters, velocities).map { ("momentum/" + $0.spec.name, $1) }
  }

  /// Moves every parameter that has a gradient.
  public func update() throws {
    step += 1
    try withoutGradient {
      for (parameter, velocity) in zip(parameters, velocities) { try move(parameter, velocity) }
    }
  }

  private func move(_ parameter: ParameterStore.Entry, _ velocity: Tensor) throws(TorchError) {
    guard var gradient = try parameter.tensor.gradient() else { return }
    let weight = parameter.tensor.detached
    if weightDecay > 0 { gradient = try gradient.adding(try weight().multiplied(by: weightDecay)) }
    try velocity.assign(try velocity.multiplied(by: momentum).adding(gradient))
    let rate = learningRate * parameter.spec.rateMultiplier(backbone: backboneMultiplier)
    try parameter.tensor.assign(try weight().adding(try velocity.multiplied(by: -rate)))
  }

  /// Continues after `step` updates with what ``state`` was then.
  public func restore(step: Int, state saved: [String: Tensor]) throws(TorchError) {
    try assignState(from: saved)
    self.step = step
  }
}
