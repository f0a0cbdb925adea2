import Checkpoints
import NetworkGraph
import Networks
import TestSupport
import Testing

/// Weights of improved_dih256 by the parity data's rule, made once.
enum GeneratedWeights {
  static let network = "improved_dih256"

  /// The file; its writing failed where this throws.
  static func path() throws -> String { try file.get() }

  private static let file = Result {
    let state = try state(configuration: network)
    let path = SharedFolder.path + "/weights.safetensors"
    try Checkpoint.write(state, to: path)
    return path
  }

  static func state(configuration: String?) throws -> StateDictionary {
    let generator = TensorGenerator(salt: "")
    var state = try StateDictionary(
      Catalogue.graph(network).parameters.map { spec in
        let tensor = try CheckpointTensor(generator.values(for: spec).map(Float.init), shape: spec.shape)
        return (spec.name, tensor)
      })
    state.configuration = configuration
    return state
  }
}
