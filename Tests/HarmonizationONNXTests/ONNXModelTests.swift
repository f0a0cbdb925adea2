import HarmonizationCheckpoints
import Foundation
import HarmonizationGraph
import HarmonizationOpenVINO
import Testing

@testable import HarmonizationONNX

@Suite("ONNX models")
struct ONNXModelTests {
  /// A network with one of most operations, small enough to check by hand.
  private static func graph() throws -> Graph {
    try Graph(name: "small") { builder in
      let image = builder.input("image", channels: 3, height: 4, width: 4)
      let mask = builder.input("mask", channels: 1, height: 4, width: 4)
      let x = batchNorm(conv(concat(image, mask), 2, kernel: 3, padding: 1, at: Path() / "conv"), at: Path() / "bn")
      let gate = sigmoid(linear(globalPool(x, .maximum), 2, at: Path() / "gate"))
      let scaled = reshape(gate, [2, 1, 1]) * elu(x)
      let small = maxPool(dropout(scaled, 0.5), kernel: 2, stride: 2)
      return [("images", conv(resize(small, to: (5, 4)), 3, kernel: 1, at: Path() / "rgb"))]
    }
  }

  private static func state(for graph: Graph) throws -> StateDictionary {
    try StateDictionary(
      graph.parameters.filter { !$0.isInteger }.map { spec in
        let values = (0..<spec.count).map { Float(($0 * 7 + spec.name.count) % 11) / 11 + 0.1 }
        return (spec.name, try CheckpointTensor(values, shape: spec.shape))
      })
  }

  private static func decoded(_ model: ONNXModel) throws -> ONNXModelProto {
    try ONNXModelProto(serializedBytes: model.bytes)
  }

  @Test("Inputs, output, opset, metadata and a free batch are what other tools expect")
  func interface() throws {
    let graph = try Self.graph()
    let model = try Self.decoded(
      ONNXModel(RewrittenGraph(graph), weights: Self.state(for: graph), options: .init(metadata: ["a": "b"])))
    #expect(model.opsetImport.map(\.version) == [17])
    #expect(model.graph.input.map(\.name) == ["image", "mask"])
    #expect(model.graph.output.map(\.name) == ["images"])
    let batch = try #require(model.graph.input.first?.type.tensorType.shape.dim.first)
    #expect(batch.dimParam == "N")
    #expect(model.metadataProps.map(\.key) == ["a"])
    #expect(!model.graph.initializer.contains { $0.name.hasSuffix("num_batches_tracked") })
  }

  @Test("A fixed batch is written as a number")
  func fixedBatch() throws {
    let graph = try Self.graph()
    let model = try Self.decoded(
      ONNXModel(RewrittenGraph(graph), weights: Self.state(for: graph), options: .init(batch: 4)))
    #expect(model.graph.input.allSatisfy { $0.type.tensorType.shape.dim.first?.dimValue == 4 })
  }

  @Test("Every operator reads only what stands before it")
  func order() throws {
    let graph = try Self.graph()
    let model = try Self.decoded(ONNXModel(RewrittenGraph(graph), weights: Self.state(for: graph)))
    var known = Set(model.graph.input.map(\.name) + model.graph.initializer.map(\.name) + [""])
    for node in model.graph.node {
      #expect(known.isSuperset(of: node.input), "\(node.name)")
      known.formUnion(node.output)
    }
    #expect(known.contains("images"))
  }

  @Test("A network's structure is its content: equal for equal descriptions, another for every setting")
  func structure() throws {
    func structure(_ scale: Double, _ name: String = "conv", size: Int = 4) throws -> Data {
      let graph = try Graph(name: "test") { builder in
        let image = builder.input("image", channels: 3, height: size, width: size)
        return [("images", conv(scale * image, 3, kernel: 1, at: Path() / name))]
      }
      return try ONNXNetwork(RewrittenGraph(graph)).structure()
    }
    let base = try structure(2)
    #expect(try structure(2) == base)
    #expect(try structure(3) != base)
    #expect(try structure(2, "other") != base)
    #expect(try structure(2, size: 5) != base)
  }

  @Test("Missing and wrongly sized weights are named")
  func badWeights() throws {
    let graph = try Self.graph()
    var state = try Self.state(for: graph)
    state["conv.bias"] = try CheckpointTensor([1], shape: [1])
    #expect(throws: ONNXExportError.count(name: "conv.bias", expected: 2, found: 1)) {
      try ONNXModel(RewrittenGraph(graph), weights: state)
    }
    state["conv.bias"] = nil
    #expect(throws: ONNXExportError.missing(name: "conv.bias", network: "small")) {
      try ONNXModel(RewrittenGraph(graph), weights: state)
    }
  }

  @Test("All rewrites together compute what the description computes", arguments: [1, 3])
  func rewritten(batch: Int) throws {
    let graph = try Self.graph()
    let state = try Self.state(for: graph)
    func run(_ network: RewrittenGraph) throws -> [Float] {
      let model = try Core().compile(
        onnx: ONNXModel(network, weights: state).bytes,
        shapes: ["image": [batch, 3, 4, 4], "mask": [batch, 1, 4, 4]], options: CompileOptions(precision: .f32))
      let image = (0..<batch * 48).map { Float($0 % 13) / 13 }
      let mask = (0..<batch * 16).map { Float($0 % 3) / 2 }
      let results = try model.infer([
        "image": FloatTensor(shape: [batch, 3, 4, 4], values: image),
        "mask": FloatTensor(shape: [batch, 1, 4, 4], values: mask),
      ])
      return try #require(results["images"]).values
    }
    let plain = try run(RewrittenGraph(graph))
    let rewritten = try run(RewrittenGraph(graph).optimizedForInference())
    #expect(plain.count == batch * 3 * 5 * 4)
    #expect(zip(plain, rewritten).allSatisfy { abs($0 - $1) < 1e-5 })
  }
}
