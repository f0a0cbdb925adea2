import HarmonizationCheckpoints
import Foundation
import HarmonizationGraph
import HarmonizationNetworks
import HarmonizationOpenVINO
import TestSupport
import Testing

@testable import ImageHarmonization

/// improved_dih256 with weights by the parity data's rule, made once.
enum GeneratedModel {
  static let network = "improved_dih256"

  static func state() throws -> StateDictionary { try generated.get() }

  static func load() throws -> HarmonizationModel {
    try HarmonizationModel(#require(Catalogue.configuration(network)), weights: state())
  }

  private static let generated = Result {
    var state = try TensorGenerator().state(for: Catalogue.graph(network))
    state.configuration = network
    return state
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips where networks cannot be run.
  static var needsOpenVINO: Self {
    .enabled(if: (try? Core()) != nil, "OpenVINO is not set up; `make setup` does it")
  }
}
