import HarmonizationCheckpoints
import HarmonizationGraph

extension ParameterStore {
  /// Makes a network's state from a checkpoint, strictly: exactly the network's names and shapes.
  ///
  /// - Throws: `CheckpointError` with every difference; ``TorchError``.
  public convenience init(
    _ graph: Graph, state: StateDictionary, dataType: Tensor.DataType = .float32, device: Device = .cpu,
    memoryFormat: Tensor.MemoryFormat = .channelsLast
  ) throws {
    let state = try state.validated(against: graph.parameters)
    try self.init(graph, dataType: dataType, device: device, memoryFormat: memoryFormat) { spec in
      guard let tensor = state[spec.name] else {
        throw TorchError.state(network: graph.name, missing: [spec.name], unexpected: [], misshapen: [])
      }
      return try Tensor.from(tensor)
    }
  }

  /// Overwrites every value with a checkpoint's, strictly; the tensors stay the same, so that an optimizer continues with them.
  ///
  /// - Throws: `CheckpointError` with every difference, before anything changes; ``TorchError``.
  public func load(_ state: StateDictionary) throws {
    let state = try state.validated(against: entries.map(\.spec))
    for entry in entries {
      guard let tensor = state[entry.spec.name] else { continue }
      try entry.tensor.assign(try Tensor.from(tensor))
    }
  }

  /// The values, copied: float32 (float64 where the store is) and int64, under the checkpoint's names, in its order.
  public func stateDictionary() throws -> StateDictionary {
    StateDictionary(try entries.map { ($0.spec.name, try $0.tensor.checkpointTensor()) })
  }
}
