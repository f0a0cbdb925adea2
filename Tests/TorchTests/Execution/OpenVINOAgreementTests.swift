import Checkpoints
import NetworkGraph
import Networks
import ONNXExport
import OpenVINO
import Testing

@testable import Torch

/// Two engines that share nothing but the graph must agree in evaluation mode, on every network of the catalogue.
@Suite(.needsTorch, .long, .serialized)
struct OpenVINOAgreementTests {
  /// Random weights of the scale that the parity data's rule gives, which keeps activations within bounds.
  private static func store(_ graph: Graph) throws -> ParameterStore {
    let generator = try Generator(seed: 5)
    return try ParameterStore(graph) { spec in
      switch spec.role {
      case .batchCount: try .zeros(spec.shape)
      case .fixedKernel: try .full(spec.shape, 1 / Double(spec.count))
      case .normWeight: try generator.uniform(spec.shape, in: 0.75..<1.25)
      case .runningVariance: try generator.uniform(spec.shape, in: 1..<1.5)
      case .bias, .normBias, .runningMean, .scale: try generator.uniform(spec.shape, in: -0.1..<0.1)
      case .weight:
        try generator.uniform(spec.shape, in: -1..<1)
          .multiplied(by: (3 / Double(spec.shape.dropFirst().reduce(1, *))).squareRoot())
      }
    }
  }

  private static func inputs(_ graph: Graph) throws -> [String: Tensor] {
    let generator = try Generator(seed: 6)
    return try Dictionary(
      uniqueKeysWithValues: graph.inputs.map { node in
        guard case .input(let name) = node.operation else { throw TorchError.missingInput(network: "", name: "") }
        return (name, try generator.uniform([1] + node.shape, in: name == "mask" ? 0..<1 : -2..<2))
      })
  }

  @Test(arguments: Catalogue.configurations.map(\.name))
  func agrees(name: String) throws {
    let graph = try Catalogue.graph(name)
    let store = try Self.store(graph)
    let inputs = try Self.inputs(graph)
    let outputs = try GraphExecutor(graph, parameters: store).run(inputs, mode: .evaluation())
    let ours = try #require(outputs["images"]).floats()

    let network = try RewrittenGraph(graph)
    let model = try Core().compile(
      onnx: ONNXModel(network, weights: store.stateDictionary()).bytes, shapes: inputs.mapValues(\.shape),
      options: CompileOptions(precision: .f32))
    let results = try model.infer(inputs.mapValues { try FloatTensor(shape: $0.shape, values: $0.floats()) })
    let theirs = try #require(results["images"]).values
    #expect(ours.count == theirs.count)
    let difference = zip(ours, theirs).map { abs($0 - $1) }.max() ?? .infinity
    #expect(difference < 1e-4, "outputs up to \(ours.map(abs).max() ?? 0)")
  }
}
