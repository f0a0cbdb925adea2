import HarmonizationGraph

/// What moves a network's weights against their gradients.
public protocol Optimizer: AnyObject {
  /// The rate of parameters whose multiplier is 1.
  var learningRate: Double { get set }
  /// Updates made.
  var step: Int { get }
  /// What it remembers of earlier gradients, by name, to be saved and given to ``restore(step:state:)``.
  var state: [(name: String, tensor: Tensor)] { get }

  /// Moves every parameter that has a gradient.
  func update() throws

  /// Continues after `step` updates with what ``state`` was then.
  ///
  /// - Throws: ``TorchError/state(network:missing:unexpected:misshapen:)`` with the names that are missing.
  func restore(step: Int, state: [String: Tensor]) throws(TorchError)
}

extension Optimizer {
  /// The tensors of ``state`` become those saved under their names.
  func assignState(from saved: [String: Tensor]) throws(TorchError) {
    let missing = state.map(\.name).filter { saved[$0] == nil }
    guard missing.isEmpty else {
      throw .state(network: "the optimizer", missing: missing, unexpected: [], misshapen: [])
    }
    for (name, tensor) in state {
      if let value = saved[name] { try tensor.assign(value) }
    }
  }
}

extension ParameterSpec {
  /// The factor on the learning rate, with another one than the network's own for a pretrained backbone.
  ///
  /// - Parameter backbone: the factor of parameters that the network gives one between 0 and 1; nil keeps it.
  func rateMultiplier(backbone: Double?) -> Double {
    guard let backbone, learningRateMultiplier > 0, learningRateMultiplier < 1 else { return learningRateMultiplier }
    return backbone
  }
}

extension Tensor {
  /// Zeros in this tensor's shape, type and layout.
  func zerosLike() throws(TorchError) -> Tensor {
    let zeros = try detached().clone()
    try zeros.fill(0)
    return zeros
  }
}
