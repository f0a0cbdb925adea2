extension RewrittenGraph {
  /// Rewrites a x + (1 - a) y as y + a (x - y), which reads and writes less: the blending layer and S2AM's mask.
  public func simplifyingBlend() throws -> RewrittenGraph {
    var editor = GraphEditor(graph)
    for node in graph.nodes {
      guard case .addition = node.operation, let blend = blend(node) else { continue }
      let shape = node.shape
      let negated = editor.add(.affine(scale: -1, offset: 0), [blend.y], path: node.path, shape: shape)
      let difference = editor.add(.addition, [blend.x, negated], path: node.path, shape: shape)
      let moved = editor.add(.multiplication, [blend.factor, difference], path: node.path, shape: shape)
      editor.replace(node.id, operation: .addition, inputs: [blend.y, moved], parameters: [])
    }
    return try with(editor, adding: [:])
  }

  /// The parts of a node that computes factor x + (1 - factor) y.
  private func blend(_ node: Node) -> (factor: Node.ID, x: Node.ID, y: Node.ID)? {
    let products = node.inputs.map { graph.nodes[$0] }
    guard products.count == 2, products.allSatisfy({ $0.operation == .multiplication }) else { return nil }
    let (first, second) = (products[0].inputs, products[1].inputs)
    let complement = graph.nodes[second[0]]
    guard case .affine(scale: -1, offset: 1) = complement.operation, complement.inputs == [first[0]],
      graph.nodes[first[1]].shape == node.shape, graph.nodes[second[1]].shape == node.shape
    else { return nil }
    return (first[0], first[1], second[1])
  }
}
