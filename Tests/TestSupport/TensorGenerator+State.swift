import HarmonizationCheckpoints
import HarmonizationGraph

extension TensorGenerator {
  /// All state entries of a network by the generating rule, counters included.
  public func state(for graph: Graph) throws -> StateDictionary {
    try StateDictionary(
      graph.parameters.map { spec in
        let values = values(for: spec)
        guard spec.isInteger else {
          return (spec.name, try CheckpointTensor(values.map(Float.init), shape: spec.shape))
        }
        let counter = try CheckpointTensor(dataType: .int64, shape: spec.shape) { bytes in
          bytes.withMemoryRebound(to: Int64.self) { counters in
            for (index, value) in zip(counters.indices, values) { counters[index] = Int64(value) }
          }
        }
        return (spec.name, counter)
      })
  }
}
