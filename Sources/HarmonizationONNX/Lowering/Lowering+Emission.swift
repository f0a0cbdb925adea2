import HarmonizationGraph

extension Lowering {
  func label(_ node: Node) -> String {
    let ownName = "\(node.id):\(node.path)"
    if case .input(let name) = node.operation { return name }
    if case .constant = node.operation { return ownName }
    return network.graph.outputs.first { $0.node == node.id }?.name ?? ownName
  }

  /// The value that `node` represents; dropout is the identity in inference.
  func name(of id: Node.ID) -> String {
    let node = network.graph.nodes[id]
    if case .dropout = node.operation { return name(of: node.inputs[0]) }
    return label(node)
  }

  mutating func emit(
    _ type: String, _ inputs: [String], output: String, attributes: [ONNXAttributeProto] = []
  ) {
    graph.node.append(
      ONNXNodeProto.with {
        $0.opType = type
        $0.name = "\(type):\(output)"
        $0.input = inputs
        $0.output = [output]
        $0.attribute = attributes
      })
  }

  func valueInfo(_ name: String, _ shape: [Int]) -> ONNXValueInfoProto {
    let first = ONNXTensorShapeProto.Dimension.with {
      if let batch { $0.dimValue = Int64(batch) } else { $0.dimParam = "N" }
    }
    let rest = shape.map { size in ONNXTensorShapeProto.Dimension.with { $0.dimValue = Int64(size) } }
    return ONNXValueInfoProto.with {
      $0.name = name
      $0.type.tensorType.elemType = ONNXType.float.rawValue
      $0.type.tensorType.shape.dim = [first] + rest
    }
  }

  /// A constant of the given shape, by default a number or a vector.
  mutating func constant(_ name: String, floats: [Double], shape: [Int]? = nil) -> String {
    graph.initializer.append(
      ONNXTensorProto.with {
        $0.name = name
        $0.dims = (shape ?? (floats.count == 1 ? [] : [floats.count])).map(Int64.init)
        $0.dataType = ONNXType.float.rawValue
        $0.floatData = floats.map(Float.init)
      })
    return name
  }

  mutating func constant(_ name: String, int64s: [Int]) -> String {
    graph.initializer.append(
      ONNXTensorProto.with {
        $0.name = name
        $0.dims = [Int64(int64s.count)]
        $0.dataType = ONNXType.int64.rawValue
        $0.int64Data = int64s.map(Int64.init)
      })
    return name
  }
}
