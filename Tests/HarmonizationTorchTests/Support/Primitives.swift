import Foundation
import HarmonizationGraph
import Testing

/// One way to use an operation, with what it must give.
struct Primitive: Sendable, CustomTestStringConvertible {
  /// What the operation sees: two images [2, 4, 6, 5] and [2, 1, 6, 5], and the parameters by the last part of their names.
  struct Inputs {
    let image, mask: PlainTensor
    let parameters: [String: PlainTensor]

    subscript(name: String) -> PlainTensor { parameters[name] ?? PlainTensor([1], [.nan]) }
  }

  let testDescription: String
  /// The result is that of the operation in question.
  let build: @Sendable (_ image: Value, _ mask: Value) -> Value
  let expected: @Sendable (Inputs) -> PlainTensor

  init(
    _ name: String, _ build: @escaping @Sendable (_ image: Value, _ mask: Value) -> Value,
    expecting expected: @escaping @Sendable (Inputs) -> PlainTensor
  ) {
    (testDescription, self.build, self.expected) = (name, build, expected)
  }

  static let batch = 2, channels = 4, height = 6, width = 5

  func graph() throws -> Graph {
    try Graph(name: testDescription) { builder in
      let image = builder.input("image", channels: Self.channels, height: Self.height, width: Self.width)
      let mask = builder.input("mask", channels: 1, height: Self.height, width: Self.width)
      return [("result", build(image, mask))]
    }
  }
}

extension Primitive {
  /// Every operation that a graph can contain; the test of engines fails for one that is missing here.
  static let all: [Primitive] = elementwise + layers + geometry

  private static let elementwise: [Primitive] = [
    unary("relu", { relu($0) }) { max($0, 0) },
    unary("leaky ReLU", { leakyReLU($0, slope: 0.2) }) { $0 > 0 ? $0 : 0.2 * $0 },
    unary("ELU", { elu($0) }) { $0 > 0 ? $0 : exp($0) - 1 },
    unary("sigmoid", { sigmoid($0) }) { 1 / (1 + exp(-$0)) },
    unary("tanh", { HarmonizationGraph.tanh($0) }) { Foundation.tanh($0) },
    unary("GELU", { gelu($0) }) { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) },
    unary("clamp", { clamp($0, -0.5...0.75) }) { min(max($0, -0.5), 0.75) },
    unary("step", { step($0, above: 0.25) }) { $0 > 0.25 ? 1 : 0 },
    unary("absolute", { HarmonizationGraph.abs($0) }) { Swift.abs($0) },
    unary("scale", { 3.0 * $0 }) { 3 * $0 },
    unary("negation", { -1.0 * $0 }) { -$0 },
    unary("complement", { 2.0 - $0 }) { 2 - $0 },
    unary("offset", { $0 + 0.5 }) { $0 + 0.5 },
    unary("dropout in evaluation", { dropout($0, 0.5) }) { $0 },
    unary("input", { $0 }) { $0 },
    Primitive("addition", { $0 + $1 }) { $0.image.with($0.mask, +) },
    Primitive("multiplication", { $1 * $0 }) { $0.image.with($0.mask, *) },
    Primitive("division", { $0 / (HarmonizationGraph.abs($1) + 0.5) }) {
      $0.image.with($0.mask) { $0 / (Swift.abs($1) + 0.5) }
    },
    Primitive("maximum", { maximum($0, $1) }) { $0.image.with($0.mask, max) },
    Primitive("minimum", { minimum($0, $1) }) { $0.image.with($0.mask, min) },
    Primitive(
      "constant", { image, _ in image.builder.constant([1, -2, 0.5], shape: [3, 1, 1], at: Path() / "constant") }
    ) { _ in
      PlainTensor([1, 3, 1, 1], [1, -2, 0.5])
    },
    Primitive("learned scale", { image, _ in learnedScale(image, at: Path() / "gain") }) { inputs in
      inputs.image.map { Swift.abs(inputs["scale"][0]) * $0 }
    },
  ]

  private static func unary(
    _ name: String, _ build: @escaping @Sendable (Value) -> Value, _ expected: @escaping @Sendable (Double) -> Double
  ) -> Primitive {
    Primitive(name, { image, _ in build(image) }) { $0.image.map(expected) }
  }

  private static let layers: [Primitive] = [
    Primitive(
      "convolution",
      { image, _ in
        conv(image, 6, kernel: 3, stride: 2, padding: 2, dilation: 2, groups: 2, at: Path() / "conv")
      }
    ) { inputs in
      PlainTensor([2, 6, 3, 3]) { i in
        sum([2, 3, 3]) { tap in
          inputs["weight"][i[1], tap[0], tap[1], tap[2]]
            * inputs.image[i[0], i[1] / 3 * 2 + tap[0], 2 * i[2] - 2 + 2 * tap[1], 2 * i[3] - 2 + 2 * tap[2]]
        } + inputs["bias"][i[1]]
      }
    },
    Primitive(
      "transposed convolution",
      { image, _ in transposedConv(image, 3, kernel: 4, stride: 2, padding: 1, at: Path() / "deconv") }
    ) { inputs in
      PlainTensor([2, 3, 12, 10]) { i in
        sum([4, 4, 4]) { tap in
          let (row, column) = (i[2] + 1 - tap[1], i[3] + 1 - tap[2])
          guard row % 2 == 0, column % 2 == 0 else { return 0 }
          return inputs["weight"][tap[0], i[1], tap[1], tap[2]] * inputs.image[i[0], tap[0], row / 2, column / 2]
        } + inputs["bias"][i[1]]
      }
    },
    Primitive("batch normalization", { image, _ in batchNorm(image, at: Path() / "norm") }) { inputs in
      PlainTensor(inputs.image.shape) { i in
        (inputs.image[i] - inputs["running_mean"][i[1]]) / (inputs["running_var"][i[1]] + 1e-5).squareRoot()
          * inputs["weight"][i[1]] + inputs["bias"][i[1]]
      }
    },
    Primitive("linear", { _, mask in linear(reshape(mask, [30]), 7, at: Path() / "linear") }) { inputs in
      PlainTensor([2, 7]) { i in
        sum([6, 5]) { inputs["weight"][i[1], $0[0] * 5 + $0[1]] * inputs.mask[i[0], 0, $0[0], $0[1]] }
          + inputs["bias"][i[1]]
      }
    },
    Primitive("linear on rows", { image, _ in linear(image, 7, at: Path() / "linear") }) { inputs in
      PlainTensor([2, 4, 6, 7]) { i in
        sum([5]) { inputs["weight"][i[3], $0[0]] * inputs.image[i[0], i[1], i[2], $0[0]] } + inputs["bias"][i[3]]
      }
    },
    Primitive("layer normalization", { image, _ in layerNorm(image, at: Path() / "norm") }) { inputs in
      let mean = inputs.image.reduced(3) { $0.reduce(0, +) / 5 }
      let centred = inputs.image.with(mean, -)
      let variance = centred.map { $0 * $0 }.reduced(3) { $0.reduce(0, +) / 5 }
      return PlainTensor(centred.shape) { i in
        centred[i] / (variance[i] + 1e-5).squareRoot() * inputs["weight"][i[3]] + inputs["bias"][i[3]]
      }
    },
    Primitive("softmax", { image, _ in softmax(image, axis: 2) }) { inputs in
      let exponentials = inputs.image.map(exp)
      return exponentials.with(exponentials.reduced(2) { $0.reduce(0, +) }, /)
    },
    product("matrix product", precise: false),
    product("precise matrix product", precise: true),
  ]

  /// A matrix of the mask [1, 6, 5] with each channel of the image, transposed [4, 5, 6].
  private static func product(_ name: String, precise: Bool) -> Primitive {
    Primitive(name, { image, mask in matmul(mask, transpose(image), precise: precise) }) { inputs in
      PlainTensor([2, 4, 6, 6]) { i in
        sum([5]) { inputs.mask[i[0], 0, i[2], $0[0]] * inputs.image[i[0], i[1], i[3], $0[0]] }
      }
    }
  }

  private static let geometry: [Primitive] = [
    Primitive("maximum pooling", { image, _ in maxPool(image, kernel: 3, stride: 2, padding: 1) }) { inputs in
      PlainTensor([2, 4, 3, 3]) { i in
        let rows = max(2 * i[2] - 1, 0)..<min(2 * i[2] + 2, 6)
        let columns = max(2 * i[3] - 1, 0)..<min(2 * i[3] + 2, 5)
        return rows.flatMap { row in columns.map { inputs.image[i[0], i[1], row, $0] } }.max() ?? .nan
      }
    },
    Primitive("global average", { image, _ in globalPool(image, .average) }) { inputs in
      PlainTensor([2, 4]) { i in sum([6, 5]) { inputs.image[i[0], i[1], $0[0], $0[1]] } / 30 }
    },
    Primitive("global maximum", { image, _ in globalPool(image, .maximum) }) { inputs in
      PlainTensor([2, 4], inputs.image.reduced(3) { $0.max() ?? 0 }.reduced(2) { $0.max() ?? 0 }.values)
    },
    Primitive("mean along an axis", { image, _ in reduce(image, .average, axis: 1) }) { inputs in
      inputs.image.reduced(1) { $0.reduce(0, +) / Double($0.count) }
    },
    Primitive("maximum along an axis", { image, _ in reduce(image, .maximum, axis: 3) }) { inputs in
      inputs.image.reduced(3) { $0.max() ?? 0 }
    },
    Primitive("resize", { image, _ in resize(image, to: (height: 9, width: 3)) }) { inputs in
      PlainTensor([2, 4, 9, 3]) { i in
        let (y, x) = (Double(i[2]) * 5 / 8, Double(i[3]) * 2)
        let (top, fraction) = (Int(y), y - y.rounded(.down))
        return (1 - fraction) * inputs.image[i[0], i[1], top, Int(x)]
          + fraction * inputs.image[i[0], i[1], min(top + 1, 5), Int(x)]
      }
    },
    bicubic("bicubic, reduced", height: 4, width: 3),
    bicubic("bicubic, enlarged", height: 13, width: 11),
    Primitive("concatenation", { image, mask in concat(mask, image) }) { inputs in
      PlainTensor([2, 5, 6, 5]) { i in
        i[1] == 0 ? inputs.mask[i] : inputs.image[i[0], i[1] - 1, i[2], i[3]]
      }
    },
    Primitive("transposition", { image, _ in transpose(image) }) { inputs in
      PlainTensor([2, 4, 5, 6]) { inputs.image[$0[0], $0[1], $0[3], $0[2]] }
    },
    Primitive("permutation", { image, _ in permute(image, [3, 1, 2]) }) { inputs in
      PlainTensor([2, 5, 4, 6]) { inputs.image[$0[0], $0[2], $0[3], $0[1]] }
    },
    Primitive("slice", { image, _ in slice(image, axis: 2, 1..<4) }) { inputs in
      PlainTensor([2, 4, 3, 5]) { inputs.image[$0[0], $0[1], $0[2] + 1, $0[3]] }
    },
    Primitive("reshape", { image, _ in reshape(image, [8, 15]) }) { inputs in
      PlainTensor([2, 8, 15], inputs.image.values)
    },
  ]

  /// Keys' kernel with coefficient -0.75.
  private static func keys(_ distance: Double) -> Double {
    let x = Swift.abs(distance)
    if x >= 2 { return 0 }
    return x < 1 ? (1.25 * x - 2.25) * x * x + 1 : ((-0.75 * x + 3.75) * x - 6) * x + 3
  }

  /// Borders repeated.
  private static func bicubic(_ name: String, height: Int, width: Int) -> Primitive {
    return Primitive(name, { image, _ in resize(image, to: (height, width), .bicubic) }) { inputs in
      PlainTensor([2, 4, height, width]) { i in
        let y = (Double(i[2]) + 0.5) * 6 / Double(height) - 0.5
        let x = (Double(i[3]) + 0.5) * 5 / Double(width) - 0.5
        return sum([4, 4]) { tap in
          let (row, column) = (Int(y.rounded(.down)) - 1 + tap[0], Int(x.rounded(.down)) - 1 + tap[1])
          return keys(y - Double(row)) * keys(x - Double(column))
            * inputs.image[i[0], i[1], min(max(row, 0), 5), min(max(column, 0), 4)]
        }
      }
    }
  }

  /// The sum of a function over all indices of a shape.
  private static func sum(_ shape: [Int], _ term: ([Int]) -> Double) -> Double {
    PlainTensor(shape, term).values.reduce(0, +)
  }
}
