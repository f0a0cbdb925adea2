import HarmonizationCheckpoints
import HarmonizationGraph
import HarmonizationNetworks
import HarmonizationONNX
import HarmonizationOpenVINO
import TestSupport
import Testing

@testable import HarmonizationTorch

/// Two engines that share nothing but the graph must agree in evaluation mode, on every network of the catalogue, with
/// weights and inputs of the parity data's rule.
@Suite(.needsTorch)
struct OpenVINOAgreementTests {
  /// Those of 512 pixels differ in depth alone from their siblings of 256; `make test-long` takes them, too.
  private static let networks = Catalogue.configurations.map(\.name).filter { isLongRun || !$0.contains("512") }

  /// These magnify rounding: on outputs up to 11, libtorch in float32 is 1.1e-4 from itself in float64, and OpenVINO 8e-5.
  /// So our side runs in float64, which leaves OpenVINO's rounding alone to stay below the bound.
  private static let magnifying = ["hrnet18_idih256", "hrnet18_v2p_idih256", "hrnet32_idih256"]

  private let generator = TensorGenerator(salt: "")

  private func inputs(_ graph: Graph) throws -> [String: Tensor] {
    try Dictionary(
      uniqueKeysWithValues: graph.inputs.map { node in
        guard case .input(let name) = node.operation else { throw TorchError.missingInput(network: "", name: "") }
        let (height, width) = (node.shape[1], node.shape[2])
        let values =
          name == "mask"
          ? generator.mask(batch: 1, height: height, width: width)
          : generator.image(batch: 1, height: height, width: width)
        return (name, try .from(values, shape: [1] + node.shape, dataType: .float32))
      })
  }

  @Test(arguments: networks)
  func agrees(name: String) throws {
    let graph = try Catalogue.graph(name)
    let state = try generator.state(for: graph)
    let inputs = try inputs(graph)
    let store = try ParameterStore(
      graph, state: state, dataType: Self.magnifying.contains(name) ? .float64 : .float32)
    let outputs = try GraphExecutor(graph, parameters: store).run(inputs, mode: .evaluation())
    let ours = try #require(outputs["images"]).floats()

    let model = try Core().compile(
      onnx: ONNXModel(RewrittenGraph(graph), weights: state).bytes, shapes: inputs.mapValues(\.shape),
      options: CompileOptions(precision: .f32))
    let results = try model.infer(inputs.mapValues { try FloatTensor(shape: $0.shape, values: $0.floats()) })
    let theirs = try #require(results["images"]).values
    #expect(ours.count == theirs.count)
    let difference = zip(ours, theirs).map { abs($0 - $1) }.max() ?? .infinity
    #expect(difference < 1e-4, "outputs up to \(ours.map(abs).max() ?? 0)")
  }
}
