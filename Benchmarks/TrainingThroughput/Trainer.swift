import HarmonizationCheckpoints
import HarmonizationGraph
import HarmonizationNetworks
import HarmonizationTorch

/// A network that trains on one batch, as the library's own training does it.
struct Trainer {
  private let parameters: ParameterStore
  private let executor: GraphExecutor
  private let optimizer: Adam
  private let batch: [String: Tensor]
  private let precision: Precision

  /// Weights and a batch (`image`, `mask`, `target`) from checkpoint files.
  init(network: String, weights: String, batch file: String, precision: Precision) throws {
    let graph = try Catalogue.graph(network)
    parameters = try ParameterStore(graph, state: Checkpoint.read(from: weights, for: graph))
    executor = try GraphExecutor(graph, parameters: parameters)
    optimizer = try Adam(parameters)
    let tensors = try Checkpoint.read(from: file)
    batch = try Dictionary(
      uniqueKeysWithValues: ["image", "mask", "target"].map { name in
        guard let tensor = tensors[name] else { throw TorchError.missingInput(network: network, name: name) }
        return (name, try Tensor.from(tensor))
      })
    self.precision = precision
  }

  /// One step; returns the loss before it.
  func step() throws -> Double {
    try parameters.clearGradients()
    guard let mask = batch["mask"], let target = batch["target"],
      let images = try executor.run(batch, mode: .training(precision))["images"]
    else { throw TorchError.missingInput(network: parameters.network, name: "images") }
    let loss = try Loss.foregroundNormalizedMSE(images, target: target, mask: mask)
    try loss.backward()
    try optimizer.update()
    return try loss.item()
  }
}
