import Testing

@testable import HarmonizationGraph

@Suite("Rewrites")
struct RewritingTests {
  private func convNormGraph() throws -> Graph {
    try Graph(name: "test") { builder in
      let x = builder.input("x", channels: 1, height: 2, width: 2)
      return [("y", relu(batchNorm(conv(x, 2, kernel: 1, at: Path() / "conv"), at: Path() / "bn")))]
    }
  }

  @Test("Folding batch normalization gives the parameters that the formula gives")
  func batchNormalization() throws {
    let folded = try RewrittenGraph(convNormGraph()).foldingBatchNormalization()
    #expect(folded.graph.nodes.map(\.operation.kind.rawValue) == ["input", "convolution", "activation"])
    let state: [String: [Double]] = [
      "conv.weight": [2, 3], "conv.bias": [1, -1], "bn.weight": [4, 5], "bn.bias": [0.5, 0.25],
      "bn.running_mean": [10, 20], "bn.running_var": [4 - 1e-5, 25 - 1e-5],
    ]
    let values = folded.graph.parameters.map { spec in folded.value(of: spec.name) { state[$0] ?? [] } }
    #expect(values.count == 2)
    #expect(zip(values[0], [4.0, 3]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(zip(values[1], [2 * (1 - 10) + 0.5, -21 + 0.25]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test("A convolution that something else reads too is left alone")
  func sharedConvolution() throws {
    let graph = try Graph(name: "test") { builder in
      let x = builder.input("x", channels: 1, height: 2, width: 2)
      let y = conv(x, 2, kernel: 1, at: Path() / "conv")
      return [("y", batchNorm(y, at: Path() / "bn") + y)]
    }
    let folded = try RewrittenGraph(graph).foldingBatchNormalization()
    #expect(folded.graph == graph)
  }

  @Test("Folding a constant and a learned scale")
  func scales() throws {
    let graph = try Graph(name: "test") { builder in
      let x = builder.input("x", channels: 1, height: 2, width: 2)
      let a = 3.0 * conv(x, 1, kernel: 1, at: Path() / "a")
      return [("y", learnedScale(conv(a, 1, kernel: 1, at: Path() / "b"), at: Path() / "s"))]
    }
    let folded = try RewrittenGraph(graph).foldingScales()
    #expect(folded.graph.nodes.map(\.operation.kind.rawValue) == ["input", "convolution", "convolution"])
    let state = ["a.weight": [1.0], "a.bias": [2.0], "b.weight": [4.0], "b.bias": [5.0], "s.scale": [-0.5]]
    let values = folded.graph.parameters.map { spec in folded.value(of: spec.name) { state[$0] ?? [] } }
    #expect(values == [[3], [6], [2], [2.5]])
  }

  @Test("The blend keeps its operands in their places")
  func blend() throws {
    let graph = try Graph(name: "test") { builder in
      let a = builder.input("a", channels: 1, height: 2, width: 2)
      let x = builder.input("x", channels: 3, height: 2, width: 2)
      let y = builder.input("y", channels: 3, height: 2, width: 2)
      return [("z", a * x + (1.0 - a) * y)]
    }
    let rewritten = try RewrittenGraph(graph).simplifyingBlend().graph
    let sum = try #require(rewritten.output("z"))
    #expect(rewritten.nodes[sum.inputs[0]].path == "y")
    let product = rewritten.nodes[sum.inputs[1]]
    #expect(rewritten.nodes[product.inputs[0]].path == "a")
    let difference = rewritten.nodes[product.inputs[1]]
    #expect(rewritten.nodes[difference.inputs[0]].path == "x")
    #expect(rewritten.nodes[difference.inputs[1]].operation == .affine(scale: -1, offset: 0))
  }

  @Test("Dropout and what no output needs disappear; inputs stay")
  func pruning() throws {
    let graph = try Graph(name: "test") { builder in
      let x = builder.input("x", channels: 1, height: 2, width: 2)
      _ = builder.input("unused", channels: 1, height: 2, width: 2)
      _ = conv(x, 1, kernel: 1, at: Path() / "dead")
      return [("y", dropout(relu(x), 0.5))]
    }
    let pruned = try RewrittenGraph(graph).removingDropout().graph
    #expect(pruned.nodes.map(\.operation.kind.rawValue) == ["input", "input", "activation"])
    #expect(pruned.parameters.isEmpty)
  }
}
