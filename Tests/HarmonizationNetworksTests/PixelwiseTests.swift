import HarmonizationCheckpoints
import HarmonizationGraph
import HarmonizationONNX
import HarmonizationOpenVINO
import TestSupport
import Testing

@testable import HarmonizationNetworks

/// PCT-Net against its published implementation.
@Suite("Networks with a transform for each pixel", .serialized)
struct PixelwiseTests {
  @Test("All 12 published configurations are in the catalogue")
  func complete() {
    #expect(PixelwiseFixture.names.count == 12)
    #expect(Set(PixelwiseFixture.names).isSubset(of: Catalogue.configurations.map(\.name)))
  }

  @Test(
    "State entries equal the published ones, name by name and shape by shape, in order",
    arguments: PixelwiseFixture.names)
  func state(name: String) throws {
    let fixture = try PixelwiseFixture.load(name)
    let graph = try Catalogue.graph(name)
    for (ours, theirs) in zip(graph.parameters, fixture.state) {
      try #require(ours.name == theirs.name)
      #expect(ours.shape == theirs.shape, "\(ours.name)")
      #expect(ours.isInteger == theirs.type.contains("int64"), "\(ours.name)")
    }
    #expect(graph.parameters.count == fixture.state.count)
    #expect(graph.parameterCount == fixture.parameters)
  }

  @Test("All results within 1e-4 in fp32 after all rewrites", arguments: PixelwiseFixture.names)
  func forward(name: String) throws {
    let golden = try PixelwiseFixture.load(name).forward
    let configuration = try #require(Catalogue.configuration(name))
    let graph = try configuration.graph(
      height: golden.height, width: golden.width, fullResolution: (golden.fullres_height, golden.fullres_width))
    // Networks that blend by attention do not read the mask at full resolution.
    let inputs = golden.inputs.filter { graph.readInputs.contains($0.key) }
    let state = try TensorGenerator(salt: golden.salt).state(for: graph)
    let model = try Core().compile(
      onnx: ONNXModel(RewrittenGraph(graph).optimizedForInference(), weights: state).bytes,
      shapes: inputs.mapValues(\.shape), options: CompileOptions(precision: .f32))
    let results = try model.infer(inputs.mapValues { try FloatTensor(shape: $0.shape, values: $0.values) })
    #expect(Set(results.keys) == Set(golden.results.keys))
    for (output, expected) in golden.results {
      let result = try #require(results[output])
      #expect(result.shape == expected.shape)
      let deviation = expected.deviation(of: result.values)
      print("parity, OpenVINO: \(name) \(output) \(deviation)")
      #expect(deviation < 1e-4, "\(output)")
    }
  }

  @Test("A backbone's features can be read as parameters, too")
  func backbone() throws {
    let plain = try Catalogue.graph("hrnet18s_idih256")
    let pixelwise = try Catalogue.graph("hrnet18s_idih256_pct")
    let added = pixelwise.parameters.filter { spec in !plain.parameters.contains { $0.name == spec.name } }
    #expect(added.map(\.name) == ["model.get_params.weight", "model.get_params.bias"])
    #expect(pixelwise.outputs.map(\.name) == ["images", "params", "attention"])
    #expect(pixelwise.output("params")?.shape == [12, 256, 256])
  }
}
