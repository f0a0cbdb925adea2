import CHarmonizationTorch
import HarmonizationGraph

/// Adam (Kingma and Ba 2015) as PyTorch computes it, with a learning rate for each parameter: the base rate times the
/// multiplier in its `ParameterSpec`. Parameters without a gradient are left alone.
///
/// With decoupled weight decay it is AdamW (Loshchilov and Hutter 2019).
public final class Adam: Optimizer {
  /// The rate of parameters whose multiplier is 1.
  public var learningRate: Double
  /// Decay rates of the moments.
  public let betas: (Double, Double)
  /// Keeps the denominator from zero.
  public let epsilon: Double
  /// L2 penalty, added to the gradient; decoupled, the share of the rate by which weights shrink at each update.
  public let weightDecay: Double
  /// Whether weight decay acts on weights instead of gradients.
  public let decouplesWeightDecay: Bool
  /// Updates made.
  public private(set) var step: Int
  /// The state of every trainable parameter, in the store's order.
  public let moments: [Moments]
  private let parameters: [ParameterStore.Entry]
  private let backboneMultiplier: Double?

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
  ///
  /// - Parameters:
  ///   - store: the network's parameters.
  ///   - learningRate: the rate of parameters whose multiplier is 1.
  ///   - betas: decay rates of the moments, each in 0..<1.
  ///   - epsilon: keeps the denominator from zero.
  ///   - weightDecay: L2 penalty.
  ///   - decouplesWeightDecay: AdamW instead of Adam.
  ///   - backboneMultiplier: factor on the rate of a pretrained backbone; nil keeps the network's own.
  public init(
    _ store: ParameterStore, learningRate: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    epsilon: Double = 1e-8, weightDecay: Double = 0, decouplesWeightDecay: Bool = false,
    backboneMultiplier: Double? = nil
  ) throws(TorchError) {
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decouplesWeightDecay = decouplesWeightDecay
    self.backboneMultiplier = backboneMultiplier
    step = 0
    parameters = store.trainable
    moments = try parameters.map { entry throws(TorchError) in
      Moments(name: entry.spec.name, first: try entry.tensor.zerosLike(), second: try entry.tensor.zerosLike())
    }
  }

  /// Moves every parameter against its gradient.
  public func update() throws(TorchError) {
    step += 1
    let groups = Dictionary(grouping: parameters.indices) {
      parameters[$0].spec.rateMultiplier(backbone: backboneMultiplier)
    }
    for (multiplier, members) in groups.sorted(by: { $0.key > $1.key }) {
      try update(members, learningRate: learningRate * multiplier)
    }
  }

  /// The moments, `adam.first/NAME` and `adam.second/NAME`.
  public var state: [(name: String, tensor: Tensor)] {
    moments.flatMap { [("adam.first/" + $0.name, $0.first), ("adam.second/" + $0.name, $0.second)] }
  }

  /// Continues after `step` updates with what ``state`` was then.
  public func restore(step: Int, state saved: [String: Tensor]) throws(TorchError) {
    try assignState(from: saved)
    self.step = step
  }

  /// Shrinks weights that have a gradient by the rate times the decay.
  private func decay(_ members: [Int], learningRate: Double) throws(TorchError) {
    for index in members {
      let tensor = parameters[index].tensor
      guard try tensor.gradient() != nil else { continue }
      try tensor.assign(try tensor.detached().multiplied(by: 1 - learningRate * weightDecay))
    }
  }

  private func update(_ members: [Int], learningRate: Double) throws(TorchError) {
    let api = try TorchLibrary.api()
    if decouplesWeightDecay, weightDecay > 0 { try decay(members, learningRate: learningRate) }
    let settings = HarmonizeAdam(
      learning_rate: learningRate, beta1: betas.0, beta2: betas.1, epsilon: epsilon,
      weight_decay: decouplesWeightDecay ? 0 : weightDecay, step: Int64(step))
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
