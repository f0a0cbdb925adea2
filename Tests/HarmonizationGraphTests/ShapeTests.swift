import Testing

@testable import HarmonizationGraph

@Suite("Shapes")
struct ShapeTests {
  /// The shape that one convolution gives, or the error that it raises.
  private func convolution(
    _ height: Int, kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1
  ) throws -> [Int] {
    let graph = try Graph(name: "test") { builder in
      let x = builder.input("x", channels: 3, height: height, width: 9)
      let y = conv(x, 5, kernel: kernel, stride: stride, padding: padding, dilation: dilation, at: Path() / "c")
      return [("y", y)]
    }
    return try #require(graph.output("y")).shape
  }

  @Test("Convolutions follow PyTorch's formula")
  func convolutions() throws {
    #expect(try convolution(8, kernel: 4, stride: 2, padding: 1) == [5, 4, 4])
    #expect(try convolution(7, kernel: 3, stride: 2, padding: 1) == [5, 4, 5])
    #expect(try convolution(9, kernel: 3, padding: 4, dilation: 4) == [5, 9, 9])
    #expect(try convolution(4, kernel: 4) == [5, 1, 6])
  }

  @Test("A kernel larger than its input is refused, with the path")
  func emptyResult() throws {
    let error = #expect(throws: GraphError.self) { try convolution(2, kernel: 4) }
    #expect(error.map { "\($0)" }?.contains("'c'") == true)
  }

  @Test("Operations refuse inputs that do not fit", arguments: 0..<8)
  func mismatches(which: Int) throws {
    #expect(throws: GraphError.self) {
      try Graph(name: "test") { builder in
        let a = builder.input("a", channels: 4, height: 6, width: 6)
        let b = builder.input("b", channels: 3, height: 5, width: 6)
        let y =
          switch which {
          case 0: concat(a, b)
          case 1: a + b
          case 2: matmul(reshape(a, [4, 36]), reshape(b, [3, 30]))
          case 3: reshape(a, [5, 5])
          case 4: foregroundWindow(a, mask: conv(b, 1, kernel: 1, at: Path() / "mask"), margin: 1.5, size: (2, 2))
          case 5: foregroundWindow(a, mask: conv(a, 1, kernel: 1, at: Path() / "mask"), margin: 0.5, size: (2, 2))
          case 6: a * b
          default: conv(a, 6, kernel: 3, groups: 3, at: Path() / "grouped")
          }
        return [("y", y)]
      }
    }
  }

  @Test("A hand-made graph is held against its operations")
  func validation() throws {
    let input = Node(id: 0, path: "x", operation: .input(name: "x"), inputs: [], parameters: [], shape: [1, 2, 2])
    func graph(_ node: Node) throws -> Graph {
      try Graph(name: "test", nodes: [input, node], parameters: [], outputs: [.init(name: "y", node: 1)])
    }
    func node(inputs: [Int] = [0], parameters: [String] = [], shape: [Int] = [1, 2, 2]) -> Node {
      Node(id: 1, path: "y", operation: .activation(.relu), inputs: inputs, parameters: parameters, shape: shape)
    }
    #expect(throws: Never.self) { try graph(node()) }
    #expect(throws: GraphError.order(path: "y", input: 1)) { try graph(node(inputs: [1])) }
    #expect(throws: GraphError.unknownParameter(path: "y", name: "w")) { try graph(node(parameters: ["w"])) }
    #expect(throws: GraphError.self) { try graph(node(shape: [1, 2, 3])) }
    #expect(throws: GraphError.unknownOutput(name: "z")) {
      try Graph(name: "test", nodes: [input], parameters: [], outputs: [.init(name: "z", node: 7)])
    }
  }
}
