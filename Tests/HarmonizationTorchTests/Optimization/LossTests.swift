import Testing

@testable import HarmonizationTorch

@Suite(.needsTorch)
struct LossTests {
  /// Two images of 2 x 2 pixels and 3 channels, off by 1 everywhere; foregrounds of 3 pixels and of none.
  @Test func foregroundNormalizationUsesTheAreaOrItsMinimum() throws {
    let prediction = try Tensor.full([2, 3, 2, 2], 1)
    let target = try Tensor.zeros([2, 3, 2, 2])
    let mask = try Tensor.from([1, 1, 1, 0, 0, 0, 0, 0] as [Float], shape: [2, 1, 2, 2])
    let loss = try Loss.foregroundNormalizedMSE(prediction, target: target, mask: mask, minimumArea: 2).item()
    #expect(abs(loss - (4.0 / 3 + 4.0 / 2) / 2) < 1e-6)
    #expect(try Loss.meanSquaredError(prediction, target: target).item() == 1)
  }

  /// d/dx (x^2 + 0.01)^(q - 1) x^2 with the weight held: 2 x (x^2 + 0.01)^(q - 1), over the two images.
  @Test func anExponentWeighsEachPicturesGradient() throws {
    let prediction = try Tensor.from([2, 0.1] as [Float], shape: [2, 1, 1, 1])
    try prediction.setRequiresGradient(true)
    let ones = try Tensor.full([2, 1, 1, 1], 1)
    let target = try Tensor.zeros([2, 1, 1, 1])
    let loss = try Loss.foregroundNormalizedMSE(
      prediction, target: target, mask: ones, minimumArea: 1, exponent: 0.5)
    try loss.backward()
    let gradient = try #require(try prediction.gradient()).floats()
    for (x, slope) in zip([2, 0.1], gradient) {
      #expect(abs(Double(slope) - x / (x * x + 0.01).squareRoot()) < 1e-5)
    }
  }

  /// Against Sobel's filter written out for each pixel, borders repeated.
  @Test func smoothnessIsTheMeanGradient() throws {
    let (height, width) = (4, 5)
    let map = PlainTensor([1, 2, height, width]) { Double(($0[1] * 31 + $0[2] * 7 + $0[3] * $0[3] * 3) % 11) / 5 }
    var sum = 0.0
    for (c, y, x) in (0..<2 * height * width).map({ ($0 / (height * width), $0 / width % height, $0 % width) }) {
      func at(_ dy: Int, _ dx: Int) -> Double {
        map[0, c, min(max(y + dy, 0), height - 1), min(max(x + dx, 0), width - 1)]
      }
      let across = [-1, 0, 1].reduce(0.0) { $0 + Double(2 - abs($1)) * (at($1, 1) - at($1, -1)) } / 8
      let down = [-1, 0, 1].reduce(0.0) { $0 + Double(2 - abs($1)) * (at(1, $1) - at(-1, $1)) } / 8
      sum += (across * across + down * down + 1e-6).squareRoot()
    }
    let tensor = try Tensor.from(map.values.map(Float.init), shape: map.shape)
    #expect(abs(try Loss.smoothness(tensor).item() - sum / Double(2 * height * width)) < 1e-6)
    #expect(abs(try Loss.smoothness(Tensor.full([1, 1, 3, 3], 2)).item() - 1e-3) < 1e-6)
  }

  /// Off by (3, 0, 0): lightness by 1 in each channel, chroma by (2, -1, -1).
  @Test func chromaIsWhatIsLeftWithoutTheMeanOfTheChannels() throws {
    let prediction = try Tensor.from([3, 0, 0] as [Float], shape: [1, 3, 1, 1])
    let (target, one) = (try Tensor.zeros([1, 3, 1, 1]), try Tensor.full([1, 1, 1, 1], 1))
    func loss(_ exponent: Double, _ chroma: (weight: Double, exponent: Double)?) throws -> Double {
      try Loss.foregroundNormalizedMSE(
        prediction, target: target, mask: one, minimumArea: 1, exponent: exponent, chroma: chroma
      ).item()
    }
    #expect(abs(try loss(1, nil) - 3) < 1e-6)
    #expect(abs(try loss(1, (1, 1)) - 3) < 1e-6)
    #expect(abs(try loss(1, (5, 1)) - (1 + 5 * 2)) < 1e-5)
    #expect(abs(try loss(1, (1, 0.5)) - (1 + 2 / 2.01.squareRoot())) < 1e-5)
    #expect(abs(try loss(0.5, (1, 1)) - (1 / 1.01.squareRoot() + 2)) < 1e-5)
  }

  @Test func bfloat16PredictionsAreSummedInFloat32() throws {
    let prediction = try Tensor.full([1, 3, 64, 64], 0.5, dataType: .bfloat16)
    let loss = try Loss.meanSquaredError(prediction, target: Tensor.zeros([1, 3, 64, 64]))
    #expect(loss.dataType == .float32)
    #expect(try loss.item() == 0.25)
  }

  @Test func shapesMustAgree() throws {
    let prediction = try Tensor.zeros([1, 3, 4, 4])
    #expect(throws: TorchError.self) { try Loss.meanSquaredError(prediction, target: Tensor.zeros([1, 1, 4, 4])) }
  }
}
