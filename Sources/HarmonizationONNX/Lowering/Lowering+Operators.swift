import HarmonizationGraph

extension Lowering {
  mutating func convolution(_ geometry: Convolution, _ node: Node, _ inputs: [String], _ output: String) {
    emit(
      "Conv", inputs + node.parameters, output: output,
      [
        .ints("strides", [geometry.stride, geometry.stride]),
        .ints("dilations", [geometry.dilation, geometry.dilation]),
        .ints("pads", Array(repeating: geometry.padding, count: 4)), .int("group", geometry.groups),
      ])
  }

  mutating func activation(_ function: Activation, _ inputs: [String], _ output: String) {
    switch function {
    case .relu: emit("Relu", inputs, output: output)
    case .clamp(let lower, let upper):
      let bounds = [lower, upper].enumerated().map { constant("\(output).bound\($0)", floats: [$1]) }
      emit("Clip", inputs + bounds, output: output)
    case .step(let threshold):
      emit("Greater", inputs + [constant("\(output).threshold", floats: [threshold])], output: "\(output).isAbove")
      emit("Cast", ["\(output).isAbove"], output: output, [.int("to", Int(ONNXType.float.rawValue))])
    case .absolute: emit("Abs", inputs, output: output)
    case .leakyReLU(let slope): emit("LeakyRelu", inputs, output: output, [.float("alpha", slope)])
    case .elu: emit("Elu", inputs, output: output, [.float("alpha", 1)])
    case .sigmoid: emit("Sigmoid", inputs, output: output)
    }
  }

  mutating func affine(_ scale: Double, _ offset: Double, _ input: String, _ output: String) {
    if scale == -1, offset != 0 {
      emit("Sub", [constant("\(output).offset", floats: [offset]), input], output: output)
      return
    }
    var scaled = input
    if scale != 1 || offset == 0 {
      scaled = offset == 0 ? output : "\(output).product"
      if scale == -1 {
        emit("Neg", [input], output: scaled)
      } else {
        emit("Mul", [input, constant("\(output).scale", floats: [scale])], output: scaled)
      }
    }
    guard offset != 0 else { return }
    emit("Add", [scaled, constant("\(output).offset", floats: [offset])], output: output)
  }

  mutating func resize(_ node: Node, _ inputs: [String], _ output: String) {
    let source = network.graph.nodes[node.inputs[0]].shape
    // Engines round the product of size and scale down; a quarter pixel keeps it from falling short.
    let scales = [1, 2].map { axis -> Double in
      let (from, to) = (source[axis], node.shape[axis])
      return to % from == 0 ? Double(to / from) : (Double(to) + 0.25) / Double(from)
    }
    let scale = constant("\(output).scales", floats: [1, 1] + scales)
    emit(
      "Resize", [inputs[0], "", scale], output: output,
      [.string("mode", "linear"), .string("coordinate_transformation_mode", "align_corners")])
  }

  mutating func transposedConvolution(_ stride: Int, _ padding: Int, _ inputs: [String], _ output: String) {
    emit(
      "ConvTranspose", inputs, output: output,
      [.ints("strides", [stride, stride]), .ints("pads", Array(repeating: padding, count: 4))])
  }

  mutating func maxPooling(_ kernel: Int, _ stride: Int, _ padding: Int, _ inputs: [String], _ output: String) {
    emit(
      "MaxPool", inputs, output: output,
      [
        .ints("kernel_shape", [kernel, kernel]), .ints("strides", [stride, stride]),
        .ints("pads", Array(repeating: padding, count: 4)),
      ])
  }

  mutating func globalPooling(_ pooling: Pooling, _ inputs: [String], _ output: String) {
    emit(pooling == .average ? "GlobalAveragePool" : "GlobalMaxPool", inputs, output: "\(output).pooled")
    emit("Flatten", ["\(output).pooled"], output: output, [.int("axis", 1)])
  }

  mutating func learnedScale(_ inputs: [String], _ parameters: [String], _ output: String) {
    emit("Abs", parameters, output: "\(output).magnitude")
    emit("Mul", inputs + ["\(output).magnitude"], output: output)
  }

  mutating func transposition(_ rank: Int, _ inputs: [String], _ output: String) {
    var axes = Array(0...rank)
    axes.swapAt(rank - 1, rank)
    emit("Transpose", inputs, output: output, [.ints("perm", axes)])
  }

  mutating func reshape(_ node: Node, _ inputs: [String], _ output: String) {
    // A zero keeps the batch, whatever it is.
    let shape = constant("\(output).shape", int64s: [0] + node.shape)
    emit("Reshape", inputs + [shape], output: output)
  }
}
