import HarmonizationGraph
import HarmonizationONNX
import HarmonizationOpenVINO
import TestSupport
import Testing

@testable import HarmonizationTorch

/// The window around a foreground, on both engines, against the rule worked out pixel by pixel.
@Suite(.needsTorch)
struct ForegroundWindowTests {
  /// A foreground, as ranges of rows and columns, in a picture, and the window's first and last row and column for a margin of
  /// 1.5.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let height, width: Int
    let foreground: (rows: Range<Int>, columns: Range<Int>)
    let rows, columns: ClosedRange<Double>
  }

  static let cases = [
    // 8 of 40 rows and 4 of 24 columns: shares 1/5 and 1/6, times 1.5 is 0.3: 11.7 of 39 rows and 6.9 of 23 columns.
    Case(
      testDescription: "in the middle", height: 40, width: 24, foreground: (16..<24, 10..<14),
      rows: 13.65...25.35, columns: 8.05...14.95),
    Case(
      testDescription: "in a corner", height: 40, width: 24, foreground: (0..<8, 20..<24),
      rows: 0...11.7, columns: 16.1...23),
    Case(
      testDescription: "larger than the picture", height: 16, width: 16, foreground: (1..<15, 4..<8), rows: 0...15,
      columns: 0...15),
    Case(testDescription: "none", height: 4, width: 24, foreground: (0..<0, 0..<0), rows: 0...3, columns: 0...23),
  ]

  private static let size = (height: 12, width: 8)

  private func graph(_ example: Case) throws -> Graph {
    try Graph(name: "window") { builder in
      let image = builder.input("image", channels: 3, height: example.height, width: example.width)
      let mask = builder.input("mask", channels: 1, height: example.height, width: example.width)
      return [("images", foregroundWindow(image, mask: mask, margin: 1.5, size: Self.size))]
    }
  }

  /// Twice the same picture: with the foreground, and with none.
  private func inputs(_ example: Case) throws -> [String: FloatTensor] {
    let (height, width) = (example.height, example.width)
    let image = TensorGenerator(salt: "").image(batch: 1, height: height, width: width).map(Float.init)
    let mask = (0..<height * width).map { i -> Float in
      let isInside =
        example.foreground.rows.contains(i / width) && example.foreground.columns.contains(i % width)
      // What is covered by half or less does not count.
      return isInside ? 0.75 : 0.5
    }
    return [
      "image": try FloatTensor(shape: [2, 3, height, width], values: image + image),
      "mask": try FloatTensor(shape: [2, 1, height, width], values: mask + mask.map { _ in 0 }),
    ]
  }

  /// Bilinear interpolation at evenly spread positions, [3, height, width].
  private func expected(
    _ image: ArraySlice<Float>, _ example: Case, rows: ClosedRange<Double>, columns: ClosedRange<Double>
  )
    -> [Float]
  {
    func position(_ range: ClosedRange<Double>, _ i: Int, of count: Int) -> (Int, Float) {
      let at = range.lowerBound + (range.upperBound - range.lowerBound) * Double(i) / Double(count - 1)
      return (Int(at), Float(at - at.rounded(.down)))
    }
    let (height, width) = (example.height, example.width)
    var result: [Float] = []
    for channel in 0..<3 {
      for i in 0..<Self.size.height {
        for j in 0..<Self.size.width {
          let ((y, dy), (x, dx)) = (position(rows, i, of: Self.size.height), position(columns, j, of: Self.size.width))
          func sample(_ y: Int, _ x: Int) -> Float {
            image[image.startIndex + (channel * height + min(y, height - 1)) * width + min(x, width - 1)]
          }
          let (upper, lower) = (
            sample(y, x) * (1 - dx) + sample(y, x + 1) * dx, sample(y + 1, x) * (1 - dx) + sample(y + 1, x + 1) * dx
          )
          result.append(upper * (1 - dy) + lower * dy)
        }
      }
    }
    return result
  }

  @Test("libtorch and OpenVINO cut the window that the rule says, each sample its own", arguments: cases)
  func window(example: Case) throws {
    let (graph, inputs) = (try graph(example), try inputs(example))
    let image = try #require(inputs["image"]).values[...]
    let whole = (0...Double(example.height - 1), 0...Double(example.width - 1))
    let expected =
      expected(image, example, rows: example.rows, columns: example.columns)
      + expected(image, example, rows: whole.0, columns: whole.1)

    let store = try ParameterStore(graph) { try .zeros($0.shape) }
    let tensors = try inputs.mapValues { try Tensor.from($0.values, shape: $0.shape) }
    let torch = try GraphExecutor(graph, parameters: store).run(tensors, mode: .evaluation())
    #expect(deviation(try #require(torch["images"]).floats(), from: expected) < 1e-4)

    let model = try Core().compile(
      onnx: ONNXModel(RewrittenGraph(graph), weights: .init()).bytes, shapes: inputs.mapValues(\.shape),
      options: CompileOptions(precision: .f32))
    #expect(deviation(try #require(model.infer(inputs)["images"]).values, from: expected) < 1e-4)
  }

  private func deviation(_ values: [Float], from expected: [Float]) -> Float {
    guard values.count == expected.count else { return .infinity }
    return zip(values, expected).map { abs($0 - $1) }.max() ?? .infinity
  }
}
