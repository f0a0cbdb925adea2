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
    arguments: ["colour_transform256", "efficientnet_lite0_colour256", "scene_colour256"])
  func colourTransform(name: String) throws {
    for (height, width) in [(256, 256), (192, 320)] {
      let network = try Compiled(name, height: height, width: width)
      let image = TensorGenerator(salt: "").image(batch: 1, height: height, width: width).map(Float.init)
      let area = height * width
      let mask = (0..<area).map { Float($0 % width < width / 2 ? 1 : 0) }
      let output = try network(image, mask)
      var change: Float = 0
      for i in output.indices {
        if mask[i % area] == 0 { #expect(output[i] == image[i]) } else { change += abs(output[i] - image[i]) }
      }
      #expect(change / Float(area) > 1e-3)
    }
  }

  @Test("A covered seam: what is along the mask's edge hardly matters, colours further away do")
  func coveredSeam() throws {
    let side = 256
    let image = TensorGenerator(salt: "").image(batch: 1, height: side, width: side).map { Float(0.2 * $0) }
    let mask = (0..<side * side).map { Float($0 % side < side / 2 ? 1 : 0) }
    /// The picture with columns `distances` from the edge, on both sides, made brighter.
    func brightened(_ distances: Range<Int>) -> [Float] {
      image.enumerated().map { i, value in
        let column = i % side
        let distance = column < side / 2 ? side / 2 - 1 - column : column - side / 2
        return distances.contains(distance) ? value + 1 : value
      }
    }
    /// How far the colour function moves at a pixel that the brightening leaves alone.
    func effect(_ network: Compiled, _ distances: Range<Int>) throws -> Float {
      let (plain, changed) = (try network(image, mask), try network(brightened(distances), mask))
      return (0..<3).map { abs(plain[$0 * side * side + 8] - changed[$0 * side * side + 8]) }.reduce(0, +)
    }
    let (covered, open) = (try Compiled("scene_colour256"), try Compiled("efficientnet_lite0_colour256"))
    let (edge, beyond) = (0..<5, 16..<21)
    #expect(try effect(covered, edge) < 0.1 * effect(open, edge))
    #expect(try effect(covered, beyond) > 0.3 * effect(open, beyond))
  }

  @Test("Covering the seam between two plain colours leaves them as they are")
  func coveredPlainColours() throws {
    let side = 256
    let mask = (0..<side * side).map { i in
      let (x, y) = (Float(i % side) - 120, Float(i / side) - 140)
      return min(max(70 - (x * x + y * y).squareRoot(), 0), 1)
    }
    let image = [(Float(0.8), Float(-0.6)), (0.1, 0.5), (-0.9, 1.2)].flatMap { inside, outside in
      mask.map { outside + $0 * (inside - outside) }
    }
    let (covered, open) = (
      try Compiled("scene_colour256")(image, mask), try Compiled("efficientnet_lite0_colour256")(image, mask)
    )
    func largestDifference(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map { abs($0 - $1) }.max() ?? 0 }
    let change = largestDifference(open, image)
    let difference = largestDifference(covered, open)
    #expect(change > 1e-3 && difference < 0.25 * change, "\(difference) of \(change)")
  }

  /// A network with generated weights, optimized and compiled.
  private struct Compiled {
    let model: CompiledModel
    let height, width: Int

    init(_ name: String, height: Int = 256, width: Int = 256) throws {
      let graph = try #require(Catalogue.configuration(name)).graph(height: height, width: width)
      let network = try RewrittenGraph(graph).optimizedForInference()
      model = try Core().compile(
        onnx: ONNXModel(network, weights: ForwardTests.state(for: graph, salt: "")).bytes,
        shapes: ["image": [1, 3, height, width], "mask": [1, 1, height, width]],
        options: CompileOptions(precision: .f32))
      (self.height, self.width) = (height, width)
    }

    func callAsFunction(_ image: [Float], _ mask: [Float]) throws -> [Float] {
      try #require(
        try model.infer([
          "image": FloatTensor(shape: [1, 3, height, width], values: image),
          "mask": FloatTensor(shape: [1, 1, height, width], values: mask),
        ])["images"]
      ).values
    }
  }
}
