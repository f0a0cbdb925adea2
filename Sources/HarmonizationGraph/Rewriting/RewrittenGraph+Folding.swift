extension RewrittenGraph {
  /// Bypasses dropout, which is the identity in inference, and drops what no output needs.
  public func removingDropout() throws -> RewrittenGraph {
    var editor = GraphEditor(graph)
    for node in graph.nodes {
      if case .dropout = node.operation { editor.redirect(node.id, to: editor.nodes[node.id].inputs[0]) }
    }
    return try with(editor, adding: [:])
  }

  /// Folds batch normalization with running statistics into the convolution in front of it.
  ///
  /// With s = weight / sqrt(variance + epsilon): W' = s W, b' = s (b - mean) + bias, channel by channel.
  public func foldingBatchNormalization() throws -> RewrittenGraph {
    try foldingIntoConvolutions { node in
      guard case .batchNormalization(let epsilon, _) = node.operation else { return nil }
      return Fold(sources: Array(node.parameters.prefix(4)), addsBias: true) { values in
        let (weight, bias, mean, variance) = (values[0], values[1], values[2], values[3])
        let scale = zip(weight, variance).map { $0 / ($1 + epsilon).squareRoot() }
        return (scale, zip(bias, zip(mean, scale)).map { $0 - $1.0 * $1.1 })
      }
    }
  }

  /// Folds a factor behind a convolution, constant or learned, into its parameters.
  public func foldingScales() throws -> RewrittenGraph {
    try foldingIntoConvolutions { node in
      switch node.operation {
      case .affine(let scale, offset: 0):
        Fold(sources: [], addsBias: false) { _ in ([scale], [0]) }
      case .learnedScale:
        Fold(sources: node.parameters, addsBias: false) { values in ([abs(values[0].first ?? 1)], [0]) }
      default: nil
      }
    }
  }

  /// What a node does to the channels that it reads: y = scale x + offset; one number represents all channels.
  private struct Fold {
    let sources: [String]
    let addsBias: Bool
    let channels: @Sendable ([[Double]]) -> (scale: [Double], offset: [Double])
  }

  private func foldingIntoConvolutions(_ fold: (Node) -> Fold?) throws -> RewrittenGraph {
    var editor = GraphEditor(graph)
    var added: [String: Derivation] = [:]
    let readers = editor.readers()
    for node in graph.nodes {
      guard let step = fold(node), let input = node.inputs.first, readers[input].count == 1 else { continue }
      let source = editor.nodes[input]
      guard let axis = source.operation.outputChannelAxis else { continue }
      let names = fuse(step, node, into: source, axis: axis, editor: &editor, derivations: &added)
      editor.replace(node.id, operation: source.operation, inputs: source.inputs, parameters: names)
    }
    return try with(editor, adding: added)
  }

  /// Declares the folded weight and bias and returns their names.
  private func fuse(
    _ step: Fold, _ node: Node, into source: Node, axis: Int, editor: inout GraphEditor,
    derivations: inout [String: Derivation]
  ) -> [String] {
    guard let weight = editor.spec(source.parameters[0]) else { return source.parameters }
    let shape = weight.shape
    let weightName = "\(node.path).folded(\(source.parameters[0]))"
    let channels = step.channels
    derivations[weightName] = Derivation(sources: [source.parameters[0]] + step.sources) { values in
      scaled(values[0], shape: shape, axis: axis, by: channels(Array(values.dropFirst())).scale)
    }
    editor.declare(ParameterSpec(name: weightName, shape: shape, role: .weight))
    let oldBias = source.parameters.dropFirst().first
    guard step.addsBias || oldBias != nil else { return [weightName] }
    let biasName = "\(node.path).folded(\(oldBias ?? "\(source.path).bias"))"
    let count = shape[axis]
    derivations[biasName] = Derivation(sources: (oldBias.map { [$0] } ?? []) + step.sources) { values in
      let bias = oldBias == nil ? Array(repeating: 0, count: count) : values[0]
      let (scale, offset) = channels(oldBias == nil ? values : Array(values.dropFirst()))
      return bias.indices.map { scale[$0 % scale.count] * bias[$0] + offset[$0 % offset.count] }
    }
    editor.declare(ParameterSpec(name: biasName, shape: [count], role: .bias))
    return [weightName, biasName]
  }

  func with(_ editor: GraphEditor, adding derivations: [String: Derivation]) throws -> RewrittenGraph {
    var result = self
    result.graph = try editor.finish()
    result.derivations.merge(derivations) { _, new in new }
    return result
  }
}

extension Operation {
  /// The axis of a convolution's weight that counts output channels; nil for other operations.
  fileprivate var outputChannelAxis: Int? {
    switch self {
    case .convolution: 0
    case .transposedConvolution: 1
    default: nil
    }
  }
}

/// A weight with each slice along `axis` multiplied by its factor.
private func scaled(_ weight: [Double], shape: [Int], axis: Int, by scale: [Double]) -> [Double] {
  let inner = shape[(axis + 1)...].reduce(1, *)
  return weight.indices.map { weight[$0] * scale[$0 / inner % shape[axis] % scale.count] }
}
