import HarmonizationData
import HarmonizationGraph
import HarmonizationTorch

/// What training changes: a network's weights, the optimizer's moments, the moving average.
final class TrainingState {
  let recipe: Recipe
  let graph: Graph
  let device: Device
  let parameters: ParameterStore
  let optimizer: any Optimizer
  /// The moving average of the weights, where the recipe asks for one.
  let average: ParameterStore?
  /// Updates made.
  private(set) var step = 0
  private let executor: GraphExecutor
  /// Computes parts of a batch side by side, where the recipe asks for it.
  private let team: DataParallel?
  /// Runs what is validated and kept: the average if there is one, the weights themselves otherwise.
  private let evaluator: GraphExecutor

  private let peers: Peers

  /// Starts with the recipe's initialization.
  ///
  /// - Parameters:
  ///   - recipe: what is trained.
  ///   - device: where.
  ///   - peers: the processes that compute the parts of a batch.
  ///   - initialize: gives each entry's values.
  /// - Throws: `TorchError`, `CheckpointError`, `GraphError`.
  init(
    _ recipe: Recipe, device: Device, peers: Peers = Peers(), initialize: (ParameterSpec) throws -> Tensor
  ) throws {
    (self.recipe, self.peers) = (recipe, peers)
    self.device = device
    graph = try recipe.graph()
    let type: Tensor.DataType = recipe.precision == .float64 ? .float64 : .float32
    let format: Tensor.MemoryFormat = recipe.memoryFormat == .channelsLast ? .channelsLast : .contiguous
    let parameters = try ParameterStore(
      graph, dataType: type, device: device, memoryFormat: format, initialize: initialize)
    self.parameters = parameters
    executor = try GraphExecutor(graph, parameters: parameters)
    team =
      recipe.replicas > 1
      ? try DataParallel(
        graph, parameters: parameters, count: recipe.replicas / peers.size, peers: peers,
        isOrdered: recipe.gradientReduction == .ordered) : nil
    optimizer = try recipe.optimizer.optimizer(of: parameters)
    if recipe.ema != nil {
      let average = try ParameterStore(graph, dataType: type, device: device, memoryFormat: format) { spec in
        guard let tensor = parameters[spec.name] else { return try .zeros(spec.shape) }
        return tensor
      }
      self.average = average
      evaluator = try GraphExecutor(graph, parameters: average)
    } else {
      average = nil
      evaluator = executor
    }
  }

  /// Adds the gradients of some batches' mean loss; returns that loss.
  ///
  /// Dropout draws from numbers that depend on the seed and the step alone, so that a run can go on anywhere.
  func accumulate(_ batches: [Batch]) throws -> Double {
    let seed = CounterRandom(recipe.seed, UInt64(step)).firstValue
    try TorchLibrary.seed(seed)
    try parameters.clearGradients()
    var total = 0.0
    for (index, batch) in batches.enumerated() {
      let tensors = BatchTensors(
        image: try tensor(batch.image), mask: try tensor(batch.mask), target: try tensor(batch.target))
      let share = 1 / Double(batches.count)
      if let team {
        total += try team.run(tensors, samples: peers.size > 1 ? recipe.batchSize : nil, seed: seed &+ UInt64(index)) {
          executor, part, seed, weight in
          try backward(executor, part, mode: .training(precision, dropoutSeed: seed), share: weight * share)
        }
      } else {
        total += try backward(executor, tensors, mode: .training(precision), share: share)
      }
    }
    try team?.reduce()
    return total
  }

  /// Makes the leader's state that of all processes.
  ///
  /// - Parameter updates: the optimizer's updates in the leader.
  func share(updates: Int) throws {
    guard let group = peers.group else { return }
    let tensors = (parameters.entries + (average?.entries ?? [])).map(\.tensor) + optimizer.state.map(\.tensor)
    try group.broadcast(tensors)
    let remembered = Dictionary(optimizer.state.map { ($0.name, $0.tensor) }, uniquingKeysWith: { $1 })
    try optimizer.restore(step: updates, state: remembered)
  }

  /// Adds the gradients of one forward pass's loss times `share`; returns that product.
  private func backward(
    _ executor: GraphExecutor, _ tensors: BatchTensors, mode: ExecutionMode, share: Double
  ) throws -> Double {
    let outputs = try executor.run(["image": tensors.image, "mask": tensors.mask], mode: mode)
    let loss = try loss(outputs, target: tensors.target, mask: tensors.mask).multiplied(by: share)
    try loss.backward()
    return try loss.item()
  }

  /// Moves the weights along the gradients, then the average towards the weights.
  func update(learningRate: Double) throws {
    if let clipping = recipe.optimizer.gradientClipNorm {
      try Tensor.clipGradients(parameters.trainable.map(\.tensor), maximum: clipping)
    }
    optimizer.learningRate = learningRate
    try optimizer.update()
    try updateAverage()
    step += 1
  }

  /// The network's pictures, normalized, [N, 3, H, W], with the weights that would be kept.
  func predict(_ batch: Batch) throws -> [Float] {
    try withoutGradient {
      try run(evaluator, image: tensor(batch.image), mask: tensor(batch.mask), mode: .evaluation(precision)).floats()
    }
  }

  /// Throws if a weight, a statistic or a moment is NaN or infinite: the sum over a tensor is then, too.
  ///
  /// - Throws: ``TrainingError/notFiniteState(step:names:)`` with the names.
  func requireFinite() throws {
    var tensors = parameters.entries.filter { !$0.spec.isInteger }.map { ($0.spec.name, $0.tensor) }
    tensors += average?.entries.filter { !$0.spec.isInteger }.map { ("average of \($0.spec.name)", $0.tensor) } ?? []
    tensors += optimizer.state.map { ("the optimizer's \($0.name)", $0.tensor) }
    let names = try withoutGradient {
      try tensors.filter { try !$0.1.sum().item().isFinite }.map(\.0)
    }
    guard names.isEmpty else { throw TrainingError.notFiniteState(step: step, names: names) }
  }

  /// Continues after `step` updates; the caller has restored weights and moments.
  func resume(at step: Int) { self.step = step }

  /// The weights that are worth keeping: the average if there is one.
  var kept: ParameterStore { average ?? parameters }

  private var precision: Precision { recipe.precision == .bfloat16 ? .mixedBFloat16 : .full }

  private func tensor(_ buffer: FloatBuffer) throws -> Tensor { try .from(buffer, device: device) }

  private func run(_ executor: GraphExecutor, image: Tensor, mask: Tensor, mode: ExecutionMode) throws -> Tensor {
    try output("images", of: executor.run(["image": image, "mask": mask], mode: mode))
  }

  private func output(_ name: String, of outputs: [String: Tensor]) throws -> Tensor {
    guard let output = outputs[name] else {
      throw TrainingError.prediction(network: graph.name, reason: "gives no output '\(name)'")
    }
    return output
  }

  private func loss(_ outputs: [String: Tensor], target: Tensor, mask: Tensor) throws -> Tensor {
    let error = try error(output("images", of: outputs), target: target, mask: mask)
    guard recipe.loss.smoothness > 0 else { return error }
    let smoothness = try Loss.smoothness(output("params", of: outputs))
    return try error.adding(smoothness.multiplied(by: recipe.loss.smoothness))
  }

  private func error(_ prediction: Tensor, target: Tensor, mask: Tensor) throws -> Tensor {
    switch recipe.loss.kind {
    case .meanSquaredError: try Loss.meanSquaredError(prediction, target: target)
    case .foregroundNormalizedMSE:
      try Loss.foregroundNormalizedMSE(
        prediction, target: target, mask: mask, minimumArea: recipe.loss.minimumArea,
        exponent: recipe.loss.exponent, chroma: recipe.loss.chroma)
    }
  }

  /// Early on the average follows faster, or it would remember the random beginning.
  private func updateAverage() throws {
    guard let average, let limit = recipe.ema else { return }
    let decay = min(limit, Double(1 + step) / Double(10 + step))
    let (means, current) = (average.entries, parameters.entries)
    try Tensor.movingAverage(
      means.filter { !$0.spec.isInteger }.map(\.tensor), of: current.filter { !$0.spec.isInteger }.map(\.tensor),
      decay: decay)
    for (mean, entry) in zip(means, current) where mean.spec.isInteger { try mean.tensor.assign(entry.tensor) }
  }
}

extension CounterRandom {
  /// The first 64 bits.
  fileprivate var firstValue: UInt64 {
    var copy = self
    return copy.next()
  }
}
