import HarmonizationCheckpoints
import HarmonizationNetworks
import TestSupport
import Testing

@testable import ImageHarmonization

@Suite("Models from weights")
struct HarmonizationModelTests {
  private static func saved(
    _ state: StateDictionary, _ body: (String) throws -> Void
  ) throws {
    let folder = try TemporaryFolder()
    try Checkpoint.write(state, to: folder.file("weights.safetensors"))
    try body(folder.file("weights.safetensors"))
  }

  @Test("The state alone says which network it is")
  func matching() throws {
    var state = try GeneratedModel.state()
    #expect(try HarmonizationModel.configurations(fitting: state).map(\.name) == [GeneratedModel.network])
    state.configuration = nil
    try Self.saved(state) { path in
      let model = try HarmonizationModel(contentsOf: path)
      #expect(model.configuration.name == GeneratedModel.network)
    }
  }

  @Test("Weights of no network, of another one, and unknown names")
  func mistakes() throws {
    let other = StateDictionary([("w", try CheckpointTensor([1, 2], shape: [2]))])
    try Self.saved(other) { path in
      #expect(throws: HarmonizationError.noNetworkFits(file: path, tensors: 1)) {
        try HarmonizationModel(contentsOf: path)
      }
      #expect(throws: CheckpointError.self) {
        try HarmonizationModel(contentsOf: path, network: GeneratedModel.network)
      }
      #expect(throws: CatalogueError.self) { try HarmonizationModel(contentsOf: path, network: "resnet") }
    }
  }

  @Test("The normalisation comes from the file")
  func normalization() throws {
    var state = try GeneratedModel.state()
    #expect(try GeneratedModel.load().normalization == .imageNet)
    let own = Normalization(mean: [0.1, 0.2, 0.3], standardDeviation: [0.4, 0.5, 0.6])
    state.setNormalization(own)
    let configuration = try #require(Catalogue.configuration(GeneratedModel.network))
    #expect(try HarmonizationModel(configuration, weights: state).normalization == own)
  }
}
