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

/// A folder that goes away with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    path = base.appendingPathComponent("harmonization-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file that holds nothing of interest, folders included.
  func touch(_ name: String) throws {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data().write(to: url)
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips where networks cannot be run.
  static var needsOpenVINO: Self {
    .enabled(if: (try? Core()) != nil, "OpenVINO is not set up; `make setup` does it")
  }
}
