extension Graph {
  /// Checks every node against its operation; see ``GraphError``.
  func validate() throws {
    var shapes: [String: [Int]] = [:]
    for parameter in parameters where shapes.updateValue(parameter.shape, forKey: parameter.name) != nil {
      throw GraphError.duplicateParameter(name: parameter.name)
    }
    for (index, node) in nodes.enumerated() {
      if let late = node.inputs.first(where: { $0 < 0 || $0 >= index }) {
        throw GraphError.order(path: node.path, input: late)
      }
      let parameterShapes = try node.parameters.map { name in
        guard let shape = shapes[name] else { throw GraphError.unknownParameter(path: node.path, name: name) }
        return shape
      }
      try check(node, at: index, parameterShapes: parameterShapes)
    }
    for output in outputs where !nodes.indices.contains(output.node) {
      throw GraphError.unknownOutput(name: output.name)
    }
  }

  private func check(_ node: Node, at index: Int, parameterShapes: [[Int]]) throws {
    func mismatch(_ reason: String) -> GraphError {
      .shape(path: node.path, operation: node.operation.kind.rawValue, reason: reason)
    }
    guard node.id == index else { throw mismatch("node \(node.id) is at place \(index)") }
    let inferred: [Int]
    do {
      inferred = try ShapeInference.shape(
        of: node.operation, inputs: node.inputs.map { nodes[$0].shape }, parameters: parameterShapes,
        declared: node.shape)
    } catch {
      throw mismatch(error.reason)
    }
    guard inferred == node.shape else { throw mismatch("the result is \(inferred), not \(node.shape)") }
  }
}
