import HarmonizationGraph

extension Graph {
  /// The names of the inputs that some operation reads: OpenVINO drops the others from a model.
  public var readInputs: Set<String> {
    let read = Set(nodes.flatMap(\.inputs) + outputs.map(\.node))
    return Set(
      inputs.filter { read.contains($0.id) }.compactMap { node in
        if case .input(let name) = node.operation { name } else { nil }
      })
  }
}
