import HarmonizationCheckpoints
import HarmonizationGraph
import HarmonizationNetworks
import TestSupport
import Testing

/// Weights of improved_dih256 by the parity data's rule, made once.
enum GeneratedWeights {
  static let network = "improved_dih256"

  /// The file; its writing failed where this throws.
  static func path() throws -> String { try file.get() }

  private static let file = Result {
    let state = try GeneratedWeights.state()
    let path = SharedFolder.path + "/weights.safetensors"
    try Checkpoint.write(state, to: path)
    return path
  }

  private static func state() throws -> StateDictionary {
    var state = try TensorGenerator().state(for: Catalogue.graph(network))
    state.configuration = network
    return state
  }
}
