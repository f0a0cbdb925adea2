import CHarmonizationTorch
import HarmonizationGraph

/// Runs a network on libtorch, one call a pass.
///
/// The graph is translated once into a flat program; a run passes over it without returning to Swift, releases each value
/// after its last use, and leaves to autograd only what the backward pass needs.
public final class GraphExecutor {
  /// The network.
  public let graph: Graph
  /// Its state.
  public let parameters: ParameterStore
  private let handle: OpaquePointer
  private let instructions: [Instruction]
  private let inputNames: [String]

  /// Prepares a network with its state.
  ///
  /// - Throws: ``TorchError``
  public init(_ graph: Graph, parameters: ParameterStore) throws(TorchError) {
    let lowering = GraphLowering(graph)
    let api = try TorchLibrary.api()
    var result: OpaquePointer?
    try TorchLibrary.check(lowering.create(api, &result), "prepare \(graph.name)")
    guard let result else { throw .operation(name: "prepare \(graph.name)", shapes: [], reason: "there is no program") }
    self.graph = graph
    self.parameters = parameters
    handle = result
    instructions = lowering.instructions
    inputNames = lowering.inputNames
  }

  deinit { (try? TorchLibrary.api())?.program_free(handle) }

  /// Computes the network's results, by name, from its inputs, by name: images [batch, channels, height, width].
  ///
  /// Inputs are converted to the parameters' type, place and memory order. Running statistics in ``parameters`` change where
  /// `mode` says so.
  ///
  /// - Throws: ``TorchError/missingInput(network:name:)``; ``TorchError/node(network:path:operation:shapes:reason:)`` with
  ///   the path of the node that failed.
  public func run(_ inputs: [String: Tensor], mode: ExecutionMode) throws(TorchError) -> [String: Tensor] {
    let images = try inputNames.map { name throws(TorchError) in
      guard let input = inputs[name] else { throw .missingInput(network: graph.name, name: name) }
      return try input.converted(
        to: parameters.dataType, device: parameters.device, memoryFormat: parameters.memoryFormat)
    }
    let given = images + parameters.entries.map(\.tensor)
    var outputs = [OpaquePointer?](repeating: nil, count: graph.outputs.count)
    var failed: Int64 = -1
    let api = try TorchLibrary.api()
    let message = try Tensor.withHandles(given) { handles throws(TorchError) in
      withExtendedLifetime(self) { api.program_run(handle, handles, rawMode(mode), &outputs, &failed) }
    }
    if let reason = try TorchLibrary.take(message) { throw failure(reason, at: Int(failed), images) }
    let tensors = outputs.compactMap { $0.map(Tensor.init(owning:)) }
    return Dictionary(zip(graph.outputs.map(\.name), tensors), uniquingKeysWith: { first, _ in first })
  }

  private func rawMode(_ mode: ExecutionMode) -> HarmonizeMode {
    HarmonizeMode(
      training: mode.usesBatchStatistics ? 1 : 0, dropout: mode.dropsOut ? 1 : 0,
      gradient: mode.recordsGradient ? 1 : 0, mixed: mode.precision == .mixedBFloat16 ? 1 : 0,
      channels_last: parameters.memoryFormat == .channelsLast ? 1 : 0,
      seed: mode.dropoutSeed.map { max($0, 1) } ?? 0)
  }

  private func failure(_ reason: String, at index: Int, _ images: [Tensor]) -> TorchError {
    guard instructions.indices.contains(index) else {
      return .operation(name: "run \(graph.name)", shapes: images.map(\.shape), reason: reason)
    }
    let node = graph.nodes[instructions[index].node]
    return .node(
      network: graph.name, path: node.path, operation: node.operation.kind.rawValue,
      shapes: node.inputs.map { graph.nodes[$0].shape }, reason: reason)
  }
}
