import HarmonizationData
import HarmonizationGraph
import HarmonizationNetworks
import HarmonizationPixels

extension Recipe {
  /// The network's graph at the size of the augmentation's windows.
  ///
  /// - Throws: `CatalogueError` for an unknown name, `GraphError` where the size does not suit the network.
  public func graph() throws -> Graph {
    guard let configuration = Catalogue.configuration(network) else {
      throw CatalogueError.unknown(network, known: Catalogue.configurations.map(\.name))
    }
    return try configuration.graph(height: augmentation.size, width: augmentation.size)
  }

  /// How the network's input is normalized.
  var inputNormalization: InputNormalization { Catalogue.configuration(network)?.normalization ?? .imageNet }

  /// The same, for pictures.
  var normalization: ChannelNormalization {
    ChannelNormalization(mean: inputNormalization.mean, deviation: inputNormalization.deviation)
  }

  /// Throws ``TrainingError/recipe(file:reason:)`` for values that make no sense, named by their path.
  public func validate(file: String = "recipe") throws {
    func require(_ condition: Bool, _ key: String, or reason: String) throws {
      if !condition { throw TrainingError.recipe(file: file, reason: "\(key): \(reason)") }
    }
    do {
      try augmentation.validate()
      try validateSize()
      try validateBatchStatistics()
      try recolouring?.validate()
    } catch { throw TrainingError.recipe(file: file, reason: "\(error)") }
    for (key, value) in counts { try require((1...1 << 30).contains(value), key, or: "\(value) is not 1 or more") }
    try require(epochs <= 1_000_000, "epochs", or: "\(epochs) is more than a million")
    try require(batchSize <= 1 << 16, "batchSize", or: "\(batchSize) is more than 65536")
    try require(
      replicas <= min(batchSize, 64), "replicas", or: "\(replicas) is more than the batch's samples or than 64")
    try validateOptimizer(require)
    try require(loss.minimumArea > 0 && loss.minimumArea.isFinite, "loss.minimumArea", or: "must be above 0")
    try require((0.1...1).contains(loss.exponent), "loss.exponent", or: "must lie in 0.1...1")
    try require((0...100).contains(loss.chromaWeight), "loss.chromaWeight", or: "must lie in 0...100")
    try require((0...100).contains(loss.smoothness), "loss.smoothness", or: "must lie in 0...100")
    try require(
      loss.smoothness == 0 || graph().outputs.contains { $0.name == "params" }, "loss.smoothness",
      or: "\(network) predicts no parameters that could be smooth")
    try require(
      loss.chromaExponent.map { (0.1...1).contains($0) } ?? true, "loss.chromaExponent", or: "must lie in 0.1...1")
    try require(ema.map { $0 > 0 && $0 < 1 } ?? true, "ema", or: "must lie between 0 and 1")
    try require(checkpoints.minutes >= 0, "checkpoints.minutes", or: "must not be negative")
    try require((0...10_000).contains(checkpoints.keep), "checkpoints.keep", or: "must be 0 to 10000")
    try require((0...10_000).contains(checkpoints.keepBest), "checkpoints.keepBest", or: "must be 0 to 10000")
    try require((0...64).contains(logging.pictures), "logging.pictures", or: "is not in 0...64")
    try require(
      initialization.magnitude > 0 && initialization.magnitude.isFinite, "initialization.magnitude",
      or: "must be above 0")
  }

  /// Throws where the network cannot be made at the size of the augmentation's windows; names the nearest sizes that it takes.
  private func validateSize() throws {
    do { _ = try graph() } catch let error as GraphError {
      func suits(_ size: Int) -> Bool {
        var other = self
        other.augmentation.size = size
        return (try? other.graph()) != nil
      }
      // All networks halve the picture a number of times, so only multiples of 8 can be sizes.
      let below = stride(from: augmentation.size / 8 * 8, to: 0, by: -8).first(where: suits)
      let above = stride(from: augmentation.size / 8 * 8 + 8, to: 4096, by: 8).first(where: suits)
      let sizes = [below, above].compactMap { $0.map(String.init) }.joined(separator: " or ")
      throw TrainingError.recipe(
        file: "augmentation.size", reason: "\(augmentation.size) does not suit \(network) (\(error)); use \(sizes)")
    }
  }

  /// Throws if batch normalization would get one value of a channel, of which there is no variance.
  ///
  /// Running variances would become NaN; the loss would not show it.
  private func validateBatchStatistics() throws {
    guard batchSize >= 1, replicas >= 1, batchSize / replicas <= 1 else { return }
    let single = try graph().nodes.first { node in
      guard case .batchNormalization = node.operation else { return false }
      return node.shape.dropFirst().reduce(1, *) == 1
    }
    guard let single else { return }
    let samples = replicas > 1 ? "batchSize / replicas gives parts of one sample" : "one sample"
    throw TrainingError.recipe(
      file: "batchSize",
      reason:
        "\(samples): batch normalization at '\(single.path)' would get one value per channel, and needs more than "
        + "one while training (as PyTorch says: expected more than 1 value per channel when training, got input size "
        + "[1, \(single.shape.map(String.init).joined(separator: ", "))]); set batchSize to \(2 * replicas) or more")
  }

  /// Everything that is counted from 1 on.
  private var counts: [(String, Int)] {
    let optional: [(String, Int?)] = [
      ("stepsPerEpoch", stepsPerEpoch), ("decodedShortSide", decodedShortSide),
      ("validation.samples", validation.samples), ("checkpoints.steps", checkpoints.steps),
    ]
    return [
      ("epochs", epochs), ("batchSize", batchSize), ("gradientAccumulation", gradientAccumulation),
      ("replicas", replicas),
      ("validation.every", validation.every), ("logging.interval", logging.interval),
      ("logging.picturesEvery", logging.picturesEvery),
    ] + optional.compactMap { key, value in value.map { (key, $0) } }
  }

  private func validateOptimizer(_ require: (Bool, String, String) throws -> Void) throws {
    func positive(_ value: Double, _ key: String) throws {
      try require(value > 0 && value.isFinite, key, "\(value) is not above 0")
    }
    try positive(optimizer.learningRate, "optimizer.learningRate")
    try require((0...1).contains(optimizer.momentum), "optimizer.momentum", "is not in 0...1")
    try require((0...100).contains(optimizer.backboneMultiplier), "optimizer.backboneMultiplier", "is not in 0...100")
    try positive(optimizer.epsilon, "optimizer.epsilon")
    if let clipping = optimizer.gradientClipNorm { try positive(clipping, "optimizer.gradientClipNorm") }
    try require(
      optimizer.betas.count == 2 && optimizer.betas.allSatisfy { (0..<1).contains($0) }, "optimizer.betas",
      "takes two numbers in 0..<1")
    try require((0...1).contains(optimizer.weightDecay), "optimizer.weightDecay", "is not in 0...1")
    try require(
      schedule.milestones.allSatisfy { $0 >= 0 } && schedule.milestones.count <= 1000, "schedule.milestones",
      "must be epochs, not negative")
    try positive(schedule.factor, "schedule.factor")
    try require(schedule.warmup >= 0, "schedule.warmup", "must not be negative")
    try require((0...1).contains(schedule.minimum), "schedule.minimum", "is not in 0...1")
  }
}
