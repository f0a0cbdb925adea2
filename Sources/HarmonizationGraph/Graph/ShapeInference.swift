/// Shapes without the batch axis, from the shapes of an operation's inputs and parameters.
enum ShapeInference {
  /// Why inputs do not fit an operation.
  struct Mismatch: Error { let reason: String }

  /// The shape of the result; `declared` is the node's own claim, needed where the operation leaves it open.
  static func shape(
    of operation: Operation, inputs: [[Int]], parameters: [[Int]], declared: [Int]
  ) throws(Mismatch) -> [Int] {
    try checkArity(operation, inputs: inputs.count, parameters: parameters.count)
    let result = try infer(operation, inputs: inputs, parameters: parameters, declared: declared)
    guard result.allSatisfy({ $0 > 0 }) else { throw Mismatch(reason: "the result would be empty: \(result)") }
    return result
  }

  private static func infer(
    _ operation: Operation, inputs: [[Int]], parameters: [[Int]], declared: [Int]
  ) throws(Mismatch) -> [Int] {
    switch operation {
    case .input: declared
    case .constant(let values): try constant(values.count, declared)
    case .convolution(let geometry): try convolution(geometry, inputs[0], parameters: parameters)
    case .transposedConvolution(let stride, let padding):
      try transposed(stride: stride, padding: padding, of: inputs[0], parameters: parameters)
    case .batchNormalization: try batchNormalization(inputs[0], parameters)
    case .linear: try linear(inputs[0], parameters)
    case .layerNormalization: try layerNormalization(inputs[0], parameters)
    case .activation, .affine, .dropout, .softmax, .learnedScale: inputs[0]
    case .maxPooling(let kernel, let stride, let padding):
      try pooling(kernel: kernel, stride: stride, padding: padding, of: inputs[0])
    case .globalPooling: [try image(inputs[0])[0]]
    case .resize: [try image(inputs[0])[0], try image(declared)[1], declared[2]]
    case .concatenation: try concatenation(inputs)
    case .addition, .multiplication, .division, .maximum, .minimum: try broadcast(inputs[0], inputs[1])
    case .reduction(_, let axis): try reduction(axis, inputs[0])
    case .matrixProduct: try product(inputs[0], inputs[1])
    case .permutation(let axes): try permutation(axes, inputs[0])
    case .slice(let axis, let start, let count): try slice(axis: axis, start: start, count: count, of: inputs[0])
    case .reshape: try reshape(inputs[0], to: declared)
    }
  }

  private static func checkArity(_ operation: Operation, inputs: Int, parameters: Int) throws(Mismatch) {
    let expected: (inputs: ClosedRange<Int>, parameters: ClosedRange<Int>) =
      switch operation {
      case .input, .constant: (0...0, 0...0)
      case .convolution: (1...1, 1...2)
      case .transposedConvolution, .linear, .layerNormalization: (1...1, 2...2)
      case .batchNormalization: (1...1, 5...5)
      case .learnedScale: (1...1, 1...1)
      case .addition, .multiplication, .division, .maximum, .minimum, .matrixProduct: (2...2, 0...0)
      case .concatenation: (1...Int.max, 0...0)
      default: (1...1, 0...0)
      }
    guard expected.inputs.contains(inputs), expected.parameters.contains(parameters) else {
      throw Mismatch(reason: "\(inputs) inputs and \(parameters) parameters are not what it takes")
    }
  }

  private static func image(_ shape: [Int]) throws(Mismatch) -> [Int] {
    guard shape.count == 3 else { throw Mismatch(reason: "needs [channels, height, width], got \(shape)") }
    return shape
  }

  private static func convolution(
    _ geometry: Convolution, _ input: [Int], parameters: [[Int]]
  ) throws(Mismatch) -> [Int] {
    let input = try image(input)
    let weight = parameters[0]
    guard geometry.stride > 0, geometry.dilation > 0, geometry.groups > 0, geometry.padding >= 0, weight.count == 4,
      weight[1] * geometry.groups == input[0], weight[0] % geometry.groups == 0,
      parameters.count == 1 || parameters[1] == [weight[0]]
    else { throw Mismatch(reason: "\(input[0]) channels do not fit weights \(parameters)") }
    func size(_ length: Int, _ kernel: Int) -> Int {
      let room = length + 2 * geometry.padding - geometry.dilation * (kernel - 1) - 1
      return room < 0 ? 0 : room / geometry.stride + 1
    }
    return [weight[0], size(input[1], weight[2]), size(input[2], weight[3])]
  }

  private static func transposed(
    stride: Int, padding: Int, of input: [Int], parameters: [[Int]]
  ) throws(Mismatch) -> [Int] {
    let input = try image(input)
    let weight = parameters[0]
    guard stride > 0, weight.count == 4, weight[0] == input[0], parameters[1] == [weight[1]] else {
      throw Mismatch(reason: "\(input[0]) channels do not fit weights \(parameters)")
    }
    func size(_ length: Int, _ kernel: Int) -> Int { (length - 1) * stride - 2 * padding + kernel }
    return [weight[1], size(input[1], weight[2]), size(input[2], weight[3])]
  }

  private static func batchNormalization(_ input: [Int], _ parameters: [[Int]]) throws(Mismatch) -> [Int] {
    let channels = [try image(input)[0]]
    guard parameters[..<4].allSatisfy({ $0 == channels }), parameters[4].isEmpty else {
      throw Mismatch(reason: "\(channels[0]) channels do not fit parameters \(parameters)")
    }
    return input
  }

  private static func linear(_ input: [Int], _ parameters: [[Int]]) throws(Mismatch) -> [Int] {
    let weight = parameters[0]
    guard weight.count == 2, input.last == weight[1], parameters[1] == [weight[0]] else {
      throw Mismatch(reason: "features \(input) do not fit weights \(parameters)")
    }
    return input.dropLast() + [weight[0]]
  }

  private static func pooling(
    kernel: Int, stride: Int, padding: Int, of input: [Int]
  ) throws(Mismatch) -> [Int] {
    let input = try image(input)
    guard kernel > 0, stride > 0, padding >= 0, 2 * padding <= kernel else {
      throw Mismatch(reason: "kernel \(kernel), stride \(stride), padding \(padding) make no window")
    }
    func size(_ length: Int) -> Int { length + 2 * padding < kernel ? 0 : (length + 2 * padding - kernel) / stride + 1 }
    return [input[0], size(input[1]), size(input[2])]
  }

  private static func constant(_ count: Int, _ declared: [Int]) throws(Mismatch) -> [Int] {
    guard count == declared.reduce(1, *) else { throw Mismatch(reason: "\(count) values do not fill \(declared)") }
    return declared
  }

  private static func reduction(_ axis: Int, _ input: [Int]) throws(Mismatch) -> [Int] {
    guard input.indices.contains(axis - 1) else { throw Mismatch(reason: "\(input) has no axis \(axis)") }
    var result = input
    result[axis - 1] = 1
    return result
  }

  private static func concatenation(_ inputs: [[Int]]) throws(Mismatch) -> [Int] {
    let first = inputs[0]
    guard !first.isEmpty, inputs.allSatisfy({ $0.count == first.count && $0.dropFirst() == first.dropFirst() }) else {
      throw Mismatch(reason: "shapes \(inputs) differ beyond the channels")
    }
    return [inputs.map { $0[0] }.reduce(0, +)] + first.dropFirst()
  }

  private static func broadcast(_ a: [Int], _ b: [Int]) throws(Mismatch) -> [Int] {
    guard a.count == b.count, zip(a, b).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else {
      throw Mismatch(reason: "shapes \(a) and \(b) differ")
    }
    return zip(a, b).map { max($0, $1) }
  }

  private static func product(_ a: [Int], _ b: [Int]) throws(Mismatch) -> [Int] {
    guard a.count >= 2, b.count == a.count, a[a.count - 1] == b[b.count - 2] else {
      throw Mismatch(reason: "matrices \(a) and \(b) cannot be multiplied")
    }
    return try broadcast(Array(a.dropLast(2)), Array(b.dropLast(2))) + [a[a.count - 2], b[b.count - 1]]
  }

  private static func layerNormalization(_ input: [Int], _ parameters: [[Int]]) throws(Mismatch) -> [Int] {
    guard let features = input.last, parameters.allSatisfy({ $0 == [features] }) else {
      throw Mismatch(reason: "features \(input) do not fit parameters \(parameters)")
    }
    return input
  }

  private static func permutation(_ axes: [Int], _ input: [Int]) throws(Mismatch) -> [Int] {
    guard axes.sorted() == Array(1...max(input.count, 1)) else {
      throw Mismatch(reason: "\(axes) is not an order of the axes of \(input)")
    }
    return axes.map { input[$0 - 1] }
  }

  private static func slice(axis: Int, start: Int, count: Int, of input: [Int]) throws(Mismatch) -> [Int] {
    guard input.indices.contains(axis - 1), start >= 0, start + count <= input[axis - 1] else {
      throw Mismatch(reason: "\(input) has no \(count) values from \(start) on along axis \(axis)")
    }
    var result = input
    result[axis - 1] = count
    return result
  }

  private static func reshape(_ input: [Int], to declared: [Int]) throws(Mismatch) -> [Int] {
    guard input.reduce(1, *) == declared.reduce(1, *) else {
      throw Mismatch(reason: "\(input) and \(declared) hold different numbers of values")
    }
    return declared
  }
}
