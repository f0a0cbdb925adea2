import HarmonizationGraph

extension Lowering {
  mutating func convolution(_ geometry: Convolution, _ node: Node, inputs: [String], output: String) {
    emit(
      "Conv", inputs + node.parameters, output: output,
      attributes: [
        .ints("strides", [geometry.stride, geometry.stride]),
        .ints("dilations", [geometry.dilation, geometry.dilation]),
        .ints("pads", Array(repeating: geometry.padding, count: 4)), .int("group", geometry.groups),
      ])
  }

  mutating func activation(_ function: Activation, inputs: [String], output: String) {
    switch function {
    case .relu: emit("Relu", inputs, output: output)
    case .clamp(let lower, let upper):
      let bounds = [lower, upper].enumerated().map { constant("\(output).bound\($0)", floats: [$1]) }
      emit("Clip", inputs + bounds, output: output)
    case .step(let threshold):
      emit("Greater", inputs + [constant("\(output).threshold", floats: [threshold])], output: "\(output).isAbove")
      emit("Cast", ["\(output).isAbove"], output: output, attributes: [.int("to", Int(ONNXType.float.rawValue))])
    case .absolute: emit("Abs", inputs, output: output)
    case .leakyReLU(let slope): emit("LeakyRelu", inputs, output: output, attributes: [.float("alpha", slope)])
    case .elu: emit("Elu", inputs, output: output, attributes: [.float("alpha", 1)])
    case .sigmoid: emit("Sigmoid", inputs, output: output)
    case .tanh: emit("Tanh", inputs, output: output)
    case .gelu: gelu(inputs[0], output)
    }
  }

  /// ONNX has an operator for it from opset 20 on; engines recognize this form.
  private mutating func gelu(_ input: String, _ output: String) {
    emit("Mul", [input, constant("\(output).half", floats: [0.5])], output: "\(output).halved")
    emit("Div", [input, constant("\(output).root", floats: [Double(2).squareRoot()])], output: "\(output).scaled")
    emit("Erf", ["\(output).scaled"], output: "\(output).error")
    emit("Add", ["\(output).error", constant("\(output).one", floats: [1])], output: "\(output).probability")
    emit("Mul", ["\(output).halved", "\(output).probability"], output: output)
  }

  mutating func affine(scale: Double, offset: Double, input: String, output: String) {
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

  mutating func resize(_ interpolation: Interpolation, _ node: Node, inputs: [String], output: String) {
    let source = network.graph.nodes[node.inputs[0]].shape
    let aligned = interpolation == .bilinearAligned
    let scales = [1, 2].map { scale(from: source[$0], to: node.shape[$0], isExact: !aligned) }
    let factors = constant("\(output).scales", floats: [1, 1] + scales)
    let settings: [ONNXAttributeProto] =
      aligned
      ? [.string("mode", "linear"), .string("coordinate_transformation_mode", "align_corners")]
      : [
        .string("mode", "cubic"), .string("coordinate_transformation_mode", "half_pixel"),
        .float("cubic_coeff_a", -0.75),
      ]
    emit("Resize", [inputs[0], "", factors], output: output, attributes: settings)
  }

  /// Engines round the product of size and scale down, so it must not fall short: by a quarter pixel more if the scale decides
  /// nothing but the size, else by no more than the last bit.
  private func scale(from: Int, to: Int, isExact: Bool) -> Double {
    if to % from == 0 { return Double(to / from) }
    if !isExact { return (Double(to) + 0.25) / Double(from) }
    let ratio = Float(to) / Float(from)
    return Double(Float(from) * ratio < Float(to) ? ratio.nextUp : ratio)
  }

  mutating func transposedConvolution(stride: Int, padding: Int, inputs: [String], output: String) {
    emit(
      "ConvTranspose", inputs, output: output,
      attributes: [.ints("strides", [stride, stride]), .ints("pads", Array(repeating: padding, count: 4))])
  }

  mutating func maxPooling(kernel: Int, stride: Int, padding: Int, inputs: [String], output: String) {
    emit(
      "MaxPool", inputs, output: output,
      attributes: [
        .ints("kernel_shape", [kernel, kernel]), .ints("strides", [stride, stride]),
        .ints("pads", Array(repeating: padding, count: 4)),
      ])
  }

  mutating func globalPooling(_ pooling: Pooling, inputs: [String], output: String) {
    emit(pooling == .average ? "GlobalAveragePool" : "GlobalMaxPool", inputs, output: "\(output).pooled")
    emit("Flatten", ["\(output).pooled"], output: output, attributes: [.int("axis", 1)])
  }

  mutating func learnedScale(_ inputs: [String], parameters: [String], output: String) {
    emit("Abs", parameters, output: "\(output).magnitude")
    emit("Mul", inputs + ["\(output).magnitude"], output: output)
  }

  mutating func linear(_ node: Node, inputs: [String], output: String) {
    if node.shape.count == 1 {
      emit("Gemm", inputs + node.parameters, output: output, attributes: [.int("transB", 1)])
      return
    }
    emit("Transpose", [node.parameters[0]], output: "\(output).matrix", attributes: [.ints("perm", [1, 0])])
    emit("MatMul", inputs + ["\(output).matrix"], output: "\(output).product")
    emit("Add", ["\(output).product", node.parameters[1]], output: output)
  }

  mutating func reshape(_ node: Node, inputs: [String], output: String) {
    // A zero keeps the batch, whatever it is.
    let shape = constant("\(output).shape", int64s: [0] + node.shape)
    emit("Reshape", inputs + [shape], output: output)
  }
}
