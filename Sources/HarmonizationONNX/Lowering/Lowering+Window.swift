import HarmonizationGraph

extension Lowering {
  /// A window as two matrix products, whose weights are worked out from the mask; see `Operation.foregroundWindow`.
  mutating func foregroundWindow(_ margin: Double, _ node: Node, _ inputs: [String], _ output: String) {
    let source = network.graph.nodes[node.inputs[0]].shape
    var rows = WindowAxis(axis: 2, length: source[1], name: "\(output).rows")
    var columns = WindowAxis(axis: 3, length: source[2], name: "\(output).columns")
    locate(&rows, mask: inputs[1])
    locate(&columns, mask: inputs[1])
    emit("Max", [rows.share, columns.share], output: "\(output).larger")
    let wide = binary("Mul", "\(output).larger", margin, "\(output).wide")
    let share = binary("Min", wide, 1, "\(output).share")
    let left = weights(of: rows, share: share, count: node.shape[1])
    let right = weights(of: columns, share: share, count: node.shape[2])
    emit("MatMul", [left, inputs[0]], output: "\(output).lines")
    emit("MatMul", ["\(output).lines", right], output: output)
  }

  /// Finds the first and the last row or column of the foreground; where there is none, it is taken to be everywhere.
  private mutating func locate(_ axis: inout WindowAxis, mask: String) {
    let (name, last) = (axis.name, Double(axis.length - 1))
    emit("ReduceMax", [mask], output: "\(name).cover", [.ints("axes", [axis.across])])
    let half = constant("\(name).half", floats: [0.5])
    emit("Greater", ["\(name).cover", half], output: "\(name).isInside")
    emit("Cast", ["\(name).isInside"], output: "\(name).found", [.int("to", Int(ONNXType.float.rawValue))])
    emit("ReduceMax", ["\(name).found"], output: "\(name).any", [.ints("axes", [axis.axis])])
    emit("Sub", [constant("\(name).everywhere", floats: [1]), "\(name).any"], output: "\(name).none")
    emit("Max", ["\(name).found", "\(name).none"], output: "\(name).inside")
    for (end, indices) in [(axis.last, axis.indices), (axis.first, axis.indices.map { last - $0 })] {
      let index = constant("\(end).index", floats: indices, shape: axis.shape(axis.length, along: axis.axis))
      emit("Mul", ["\(name).inside", index], output: "\(end).product")
      emit("ReduceMax", ["\(end).product"], output: end, [.ints("axes", [axis.axis])])
    }
    emit("Add", [axis.last, axis.first], output: "\(name).sum")
    let extent = binary("Sub", "\(name).sum", last - 1, "\(name).extent")
    axis.share = binary("Div", extent, Double(axis.length), "\(name).share")
  }

  /// Bilinear weights: [N, 1, count, length] for rows, [N, 1, length, count] for columns.
  private mutating func weights(of axis: WindowAxis, share: String, count: Int) -> String {
    let (name, last) = (axis.name, Double(axis.length - 1))
    let extent = binary("Mul", share, last, "\(name).window")
    emit("Sub", [axis.last, axis.first], output: "\(name).difference")
    let ends = binary("Add", "\(name).difference", last, "\(name).ends")
    emit("Sub", [ends, extent], output: "\(name).doubled")
    let middle = binary("Div", "\(name).doubled", 2, "\(name).middle")
    let lower = binary("Max", middle, 0, "\(name).lower")
    emit("Sub", [constant("\(name).end", floats: [last]), extent], output: "\(name).latest")
    emit("Min", [lower, "\(name).latest"], output: "\(name).begin")
    let steps = constant(
      "\(name).steps", floats: (0..<count).map { Double($0) / Double(max(count - 1, 1)) },
      shape: axis.shape(count, along: axis.axis))
    emit("Mul", [extent, steps], output: "\(name).offsets")
    emit("Add", ["\(name).begin", "\(name).offsets"], output: "\(name).positions")
    let index = constant("\(name).index", floats: axis.indices, shape: axis.shape(axis.length, along: axis.across))
    emit("Sub", ["\(name).positions", index], output: "\(name).signed")
    emit("Abs", ["\(name).signed"], output: "\(name).distance")
    emit("Sub", [constant("\(name).one", floats: [1]), "\(name).distance"], output: "\(name).falling")
    emit("Relu", ["\(name).falling"], output: "\(name).weights")
    return "\(name).weights"
  }

  /// An operator on a value and a number.
  private mutating func binary(_ type: String, _ value: String, _ number: Double, _ output: String) -> String {
    emit(type, [value, constant("\(output).number", floats: [number])], output: output)
    return output
  }
}

/// One axis of a window: values by name.
private struct WindowAxis {
  let axis, length: Int
  let name: String
  /// The foreground's share of the axis.
  var share = ""

  init(axis: Int, length: Int, name: String) {
    (self.axis, self.length, self.name) = (axis, length, name)
  }

  /// The last pixel of the foreground, counted from the beginning.
  var last: String { "\(name).last" }
  /// The first one, counted from the end.
  var first: String { "\(name).first" }
  /// The other axis of the picture.
  var across: Int { 5 - axis }
  var indices: [Double] { (0..<length).map(Double.init) }

  func shape(_ count: Int, along axis: Int) -> [Int] { axis == 2 ? [1, 1, count, 1] : [1, 1, 1, count] }
}
