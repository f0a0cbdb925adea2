import HarmonizationCheckpoints
import HarmonizationGraph
import HarmonizationONNX
import HarmonizationOpenVINO
import TestSupport
import Testing

@testable import HarmonizationNetworks

@Suite("Forward passes against the reference", .serialized)
struct ForwardTests {
  /// The state that the generating rule gives for a network.
  private static func state(for graph: Graph, salt: String) throws -> StateDictionary {
    let generator = TensorGenerator(salt: salt)
    return try StateDictionary(
      graph.parameters.filter { !$0.isInteger }.map { spec in
        (spec.name, try CheckpointTensor(generator.values(for: spec).map(Float.init), shape: spec.shape))
      })
  }

  private static func output(
    of network: RewrittenGraph, state: StateDictionary, fixture: NetworkFixture.Forward
  ) throws -> [Float] {
    let (batch, height, width) = (fixture.batch, fixture.height, fixture.width)
    let shapes = ["image": [batch, 3, height, width], "mask": [batch, 1, height, width]]
    let model = try Core().compile(
      onnx: ONNXModel(network, weights: state).bytes, shapes: shapes, options: CompileOptions(precision: .f32))
    let generator = TensorGenerator(salt: fixture.salt)
    let inputs = [
      "image": generator.image(batch: batch, height: height, width: width),
      "mask": generator.mask(batch: batch, height: height, width: width),
    ]
    let results = try model.infer(
      inputs.reduce(into: [:]) { tensors, input in
        tensors[input.key] = try FloatTensor(shape: shapes[input.key] ?? [], values: input.value.map(Float.init))
      })
    return try #require(results["images"]).values
  }

  /// The largest deviation from the fixture's grid of values.
  private static func deviation(_ output: [Float], from fixture: NetworkFixture.Forward) -> Double {
    var expected = fixture.values.makeIterator()
    var largest = 0.0
    for plane in 0..<fixture.batch * 3 {
      for row in fixture.rows {
        for column in fixture.columns {
          let value = Double(output[(plane * fixture.height + row) * fixture.width + column])
          largest = max(largest, abs(value - (expected.next() ?? .infinity)))
        }
      }
    }
    return largest
  }

  @Test("Within 1e-4 in fp32, as described and after all rewrites", arguments: NetworkFixture.names)
  func forward(name: String) throws {
    let fixture = try NetworkFixture.load(name)
    let graph = try Catalogue.graph(name)
    let state = try Self.state(for: graph, salt: fixture.forward.salt)
    let rewritten = try RewrittenGraph(graph).optimizedForInference()
    let output = try Self.output(of: rewritten, state: state, fixture: fixture.forward)
    #expect(Self.deviation(output, from: fixture.forward) < 1e-4)
    let mean = output.reduce(0) { $0 + Double($1) } / Double(output.count)
    #expect(abs(mean - fixture.forward.mean) < 1e-4)
    #expect(abs(Double(output.min() ?? 0) - fixture.forward.min) < 1e-3)
    #expect(abs(Double(output.max() ?? 0) - fixture.forward.max) < 1e-3)
    // The unrewritten graph of every network would double the time; one of each family says as much.
    guard ["improved_dih256", "hrnet18s_idih256_rgb", "ssam256", "deeplab_r34_idih256"].contains(name) else { return }
    let plain = try Self.output(of: RewrittenGraph(graph), state: state, fixture: fixture.forward)
    #expect(Self.deviation(plain, from: fixture.forward) < 1e-4)
    #expect(zip(plain, output).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test(
    "A colour transform leaves the background exactly alone and changes the foreground, at any size",
    arguments: ["colour_transform256", "efficientnet_lite0_colour256"])
  func colourTransform(name: String) throws {
    let configuration = try #require(Catalogue.configuration(name))
    for (height, width) in [(256, 256), (192, 320)] {
      let graph = try configuration.graph(height: height, width: width)
      let state = try Self.state(for: graph, salt: "")
      let shapes = ["image": [1, 3, height, width], "mask": [1, 1, height, width]]
      let network = try RewrittenGraph(graph).optimizedForInference()
      let model = try Core().compile(
        onnx: ONNXModel(network, weights: state).bytes, shapes: shapes, options: CompileOptions(precision: .f32))
      let image = TensorGenerator(salt: "").image(batch: 1, height: height, width: width).map(Float.init)
      let area = height * width
      let mask = (0..<area).map { Float($0 % width < width / 2 ? 1 : 0) }
      let output = try #require(
        try model.infer([
          "image": FloatTensor(shape: [1, 3, height, width], values: image),
          "mask": FloatTensor(shape: [1, 1, height, width], values: mask),
        ])["images"]
      ).values
      var change: Float = 0
      for i in output.indices {
        if mask[i % area] == 0 { #expect(output[i] == image[i]) } else { change += abs(output[i] - image[i]) }
      }
      #expect(change / Float(area) > 1e-3)
    }
  }
}
