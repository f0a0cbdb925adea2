/// A hand-encoded ONNX model: images = MatMul(image + bias, weight) * mask, with a dynamic first extent.
enum TinyONNX {
  /// - Parameters:
  ///   - weight: A square matrix, row-major.
  ///   - bias: One value for each column; zero unless named.
  ///   - operation: The last operation's name; an unknown one makes a model that cannot be read.
  ///   - elementType: ONNX's number of the type of everything; 1 is float32, 11 is float64.
  static func model(
    weight: [Float] = identity, bias: [Float]? = nil, operation: String = "Mul", elementType: Int = 1
  ) -> [UInt8] {
    let width = Int(Float(weight.count).squareRoot())
    let bias = bias ?? Array(repeating: 0, count: width)
    let nodes = [
      node("Add", ["image", "bias"], "sum"), node("MatMul", ["sum", "weight"], "product"),
      node(operation, ["product", "mask"], "images"),
    ]
    let graph =
      nodes.flatMap { field(1, $0) } + field(2, "tiny")
      + field(5, tensor("weight", [width, width], weight, elementType))
      + field(5, tensor("bias", [width], bias, elementType))
      + ["image", "mask"].flatMap { field(11, value($0, width, elementType)) }
      + field(12, value("images", width, elementType))
    let opset = field(2, varint: 17)
    return field(1, varint: 8) + field(8, opset) + field(7, graph)
  }

  static let identity: [Float] = (0..<16).map { $0 % 5 == 0 ? 1 : 0 }

  private static func node(_ operation: String, _ inputs: [String], _ output: String) -> [UInt8] {
    inputs.flatMap { field(1, $0) } + field(2, output) + field(4, operation)
  }

  private static func tensor(_ name: String, _ shape: [Int], _ values: [Float], _ elementType: Int) -> [UInt8] {
    let raw =
      elementType == 1
      ? values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
      : values.flatMap { withUnsafeBytes(of: Double($0).bitPattern.littleEndian, Array.init) }
    return shape.flatMap { field(1, varint: $0) } + field(2, varint: elementType) + field(8, name) + field(9, raw)
  }

  private static func value(_ name: String, _ width: Int, _ elementType: Int) -> [UInt8] {
    let shape = field(1, field(2, "n")) + field(1, field(1, varint: width))
    return field(1, name) + field(2, field(1, field(1, varint: elementType) + field(2, shape)))
  }

  private static func field(_ number: Int, varint value: Int) -> [UInt8] { varint(number << 3) + varint(value) }

  private static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(bytes.count) + bytes
  }

  private static func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  private static func varint(_ value: Int) -> [UInt8] {
    value < 128 ? [UInt8(value)] : [UInt8(value & 127 | 128)] + varint(value >> 7)
  }
}
