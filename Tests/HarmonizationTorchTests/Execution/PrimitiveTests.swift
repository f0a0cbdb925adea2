import HarmonizationCheckpoints
import HarmonizationGraph
import HarmonizationONNX
import HarmonizationOpenVINO
import TestSupport
import Testing

@testable import HarmonizationTorch

/// Each operation of a graph gives the same in every engine: what a plain calculation gives.
@Suite(.needsTorch)
struct PrimitiveTests {
  private let generator = TensorGenerator()

  private var inputs: [String: PlainTensor] {
    let shape = [Primitive.batch, Primitive.channels, Primitive.height, Primitive.width]
    return [
      "image": PlainTensor(shape, generator.signed("image", count: shape.reduce(1, *)).map { 2 * $0 }),
      "mask": PlainTensor(
        [shape[0], 1] + shape[2...], generator.signed("mask", count: shape[0] * shape[2] * shape[3])),
    ]
  }

  @Test("The table contains every operation and every nonlinearity")
  func complete() throws {
    let tested = try Primitive.all.map { primitive in
      let graph = try primitive.graph()
      return graph.nodes[try #require(graph.outputs.first).node].operation
    }
    let missing = Set(Operation.Kind.allCases).subtracting(tested.map(\.kind))
    #expect(missing.isEmpty, "operations without a row in Primitive.all: \(missing.map(\.rawValue))")
    let nonlinearities = tested.compactMap { if case .activation(let activation) = $0 { activation.kind } else { nil } }
    let missingNonlinearities = Set(Activation.Kind.allCases).subtracting(nonlinearities)
    #expect(missingNonlinearities.isEmpty, "without a row: \(missingNonlinearities.map(\.rawValue))")
  }

  @Test("libtorch and OpenVINO compute what the operation says", arguments: Primitive.all)
  func agrees(primitive: Primitive) throws {
    let graph = try primitive.graph()
    let state = try generator.state(for: graph)
    let expected = try expected(primitive, graph)
    for format in [Tensor.MemoryFormat.contiguous, .channelsLast] {
      let store = try ParameterStore(graph, state: state, memoryFormat: format)
      let tensors = try inputs.mapValues { try Tensor.from($0.values, shape: $0.shape, dataType: .float32) }
      let result = try #require(GraphExecutor(graph, parameters: store).run(tensors, mode: .evaluation())["result"])
      #expect(result.shape == expected.shape)
      #expect(deviation(try result.floats(), expected) < 1e-5, "libtorch, \(format)")
    }
    let read = inputs.filter { graph.readInputs.contains($0.key) }
    // OpenVINO runs no model without inputs; constants inside networks are part of every parity test.
    guard !read.isEmpty else { return }
    let model = try Core().compile(
      onnx: ONNXModel(RewrittenGraph(graph), weights: state).bytes, shapes: read.mapValues(\.shape),
      options: CompileOptions(precision: .f32))
    let fed = try read.mapValues { try FloatTensor(shape: $0.shape, values: $0.values.map(Float.init)) }
    let result = try #require(model.infer(fed)["result"])
    #expect(result.shape == expected.shape)
    #expect(deviation(result.values, expected) < 1e-5, "OpenVINO")
  }

  private func expected(_ primitive: Primitive, _ graph: Graph) throws -> PlainTensor {
    let parameters = graph.parameters.map { spec in
      (String(spec.name.split(separator: ".").last ?? ""), PlainTensor(spec.shape, generator.values(for: spec)))
    }
    return primitive.expected(
      Primitive.Inputs(
        image: try #require(inputs["image"]), mask: try #require(inputs["mask"]),
        parameters: Dictionary(uniqueKeysWithValues: parameters)))
  }

  private func deviation(_ values: [Float], _ expected: PlainTensor) -> Double {
    guard values.count == expected.values.count else { return .infinity }
    return zip(values, expected.values).map { Swift.abs(Double($0) - $1) }.max() ?? .infinity
  }
}
