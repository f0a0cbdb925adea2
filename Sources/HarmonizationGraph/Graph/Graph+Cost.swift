extension Graph {
  /// Floating-point operations for one image, a multiplication and an addition counted as two: convolutions, linear layers
  /// and matrix products of the nodes that the outputs need; everything else is small beside them.
  ///
  /// - Throws: ``GraphError``, which a graph that exists does not.
  public func floatingPointOperations() throws -> Int {
    let pruned = try RewrittenGraph(self).removingDropout().graph
    let shapes = Dictionary(pruned.parameters.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
    return pruned.nodes.map { node in 2 * pruned.multiplications(of: node, shapes) }.reduce(0, +)
  }

  private func multiplications(of node: Node, _ shapes: [String: [Int]]) -> Int {
    let weight = node.parameters.first.flatMap { shapes[$0] } ?? []
    let outputs = node.shape.reduce(1, *)
    return switch node.operation {
    case .convolution: outputs * weight.dropFirst().reduce(1, *)
    case .transposedConvolution: nodes[node.inputs[0]].shape.reduce(1, *) * weight.dropFirst().reduce(1, *)
    case .linear: outputs * (weight.last ?? 0)
    case .matrixProduct: outputs * (nodes[node.inputs[0]].shape.last ?? 0)
    default: 0
    }
  }
}
