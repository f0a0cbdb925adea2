import HarmonizationCheckpoints
import HarmonizationGraph
import HarmonizationNetworks
import TestSupport
import Testing

@testable import HarmonizationTorch

/// PCT-Net on libtorch against its published implementation.
@Suite(.needsTorch, .serialized)
struct PixelwiseParityTests {
  @Test(arguments: PixelwiseFixture.names)
  func matchesThePublishedImplementation(name: String) throws {
    let golden = try PixelwiseFixture.load(name).forward
    let inputs = golden.inputs
    let configuration = try #require(Catalogue.configuration(name))
    let graph = try configuration.graph(
      height: golden.height, width: golden.width, fullResolution: (golden.fullres_height, golden.fullres_width))
    let store = try ParameterStore(graph, state: TensorGenerator(salt: golden.salt).state(for: graph))
    let tensors = try inputs.mapValues { try Tensor.from($0.values, shape: $0.shape) }
    let results = try GraphExecutor(graph, parameters: store).run(tensors, mode: .evaluation())
    #expect(Set(results.keys) == Set(golden.results.keys))
    for (output, expected) in golden.results {
      let result = try #require(results[output])
      #expect(result.shape == expected.shape)
      let deviation = expected.deviation(of: try result.floats())
      print("parity, libtorch: \(name) \(output) \(deviation)")
      #expect(deviation < 1e-4, "\(output)")
    }
  }
}
