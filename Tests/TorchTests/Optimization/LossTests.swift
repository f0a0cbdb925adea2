import Testing

@testable import Torch

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
