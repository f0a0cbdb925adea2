import HarmonizationGraph

/// Translates a graph to ONNX operators; values are called by their node's number and path.
struct Lowering {
  var graph = ONNXGraphProto()
  let network: RewrittenGraph
  let batch: Int?

  /// The operators and constants of `network`; its parameters are left to ``WeightEncoder``.
  static func graph(of network: RewrittenGraph, batch: Int?) -> ONNXGraphProto {
    var lowering = Lowering(network: network, batch: batch)
    let source = network.graph
    lowering.graph.name = source.name
    lowering.graph.input = source.inputs.map { lowering.valueInfo(lowering.label($0), $0.shape) }
    lowering.graph.output = source.outputs.map { lowering.valueInfo($0.name, source.nodes[$0.node].shape) }
    for node in source.nodes { lowering.lower(node) }
    // An operator's result has one name; if it is an input, a constant or two outputs, a copy carries the other.
    for output in source.outputs where lowering.name(of: output.node) != output.name {
      lowering.emit("Identity", [lowering.name(of: output.node)], output: output.name)
    }
    return lowering.graph
  }

  private mutating func lower(_ node: Node) {
    let inputs = node.inputs.map(name(of:))
    let output = name(of: node.id)
    switch node.operation {
    case .input, .dropout: break
    // The batch is broadcast.
    case .constant(let values): _ = constant(output, floats: values, shape: [1] + node.shape)
    case .convolution(let geometry): convolution(geometry, node, inputs: inputs, output: output)
    case .transposedConvolution(let stride, let padding):
      transposedConvolution(stride: stride, padding: padding, inputs: inputs + node.parameters, output: output)
    case .batchNormalization(let epsilon, _):
      emit(
        "BatchNormalization", inputs + node.parameters.prefix(4), output: output,
        attributes: [.float("epsilon", epsilon)])
    case .linear: linear(node, inputs: inputs, output: output)
    case .layerNormalization(let epsilon):
      emit(
        "LayerNormalization", inputs + node.parameters, output: output,
        attributes: [.int("axis", -1), .float("epsilon", epsilon)])
    case .activation(let function): activation(function, inputs: inputs, output: output)
    case .softmax(let axis): emit("Softmax", inputs, output: output, attributes: [.int("axis", axis)])
    case .maxPooling(let kernel, let stride, let padding):
      maxPooling(kernel: kernel, stride: stride, padding: padding, inputs: inputs, output: output)
    case .globalPooling(let pooling): globalPooling(pooling, inputs: inputs, output: output)
    case .reduction(let pooling, let axis):
      emit(
        pooling == .average ? "ReduceMean" : "ReduceMax", inputs, output: output, attributes: [.ints("axes", [axis])])
    case .resize(let interpolation): resize(interpolation, node, inputs: inputs, output: output)
    case .concatenation: emit("Concat", inputs, output: output, attributes: [.int("axis", 1)])
    case .addition: emit("Add", inputs, output: output)
    case .multiplication: emit("Mul", inputs, output: output)
    case .division: emit("Div", inputs, output: output)
    case .maximum: emit("Max", inputs, output: output)
    case .minimum: emit("Min", inputs, output: output)
    case .affine(let scale, let offset): affine(scale: scale, offset: offset, input: inputs[0], output: output)
    case .learnedScale: learnedScale(inputs, parameters: node.parameters, output: output)
    case .matrixProduct: emit("MatMul", inputs, output: output)
    case .permutation(let axes): emit("Transpose", inputs, output: output, attributes: [.ints("perm", [0] + axes)])
    case .slice(let axis, let start, let count):
      let bounds = zip(["start", "end", "axis"], [start, start + count, axis])
      emit("Slice", inputs + bounds.map { constant("\(output).\($0)", int64s: [$1]) }, output: output)
    case .reshape: reshape(node, inputs: inputs, output: output)
    }
  }
}
