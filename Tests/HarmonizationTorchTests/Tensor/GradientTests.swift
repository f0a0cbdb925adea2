import Testing

@testable import HarmonizationTorch

@Suite(.needsTorch)
struct GradientTests {
  @Test func backwardReachesWhatRequiresIt() throws {
    let x = try Tensor.from([1, 2, 3] as [Double], shape: [3])
    let constant = try Tensor.from([2, 2, 2] as [Double], shape: [3])
    try x.setRequiresGradient(true)
    try x.squared().multiplied(by: constant).sum().backward()
    #expect(try x.gradient()?.doubles() == [4, 8, 12])
    #expect(try constant.gradient() == nil)
    #expect(try Tensor.gradientNorms([x, constant])[1] == nil)
    try Tensor.clearGradients([x, constant])
    #expect(try x.gradient() == nil)
  }

  @Test func withoutGradientRecordsNothingAndEnds() throws {
    let x = try Tensor.full([2], 1)
    try x.setRequiresGradient(true)
    let inside = try withoutGradient { try x.squared() }
    #expect(!inside.requiresGradient)
    #expect(try x.squared().requiresGradient)
    struct Stop: Error {}
    #expect(throws: Stop.self) { try withoutGradient { throw Stop() } }
    #expect(try x.squared().requiresGradient)
  }

  @Test func autocastMultipliesInBFloat16() throws {
    let x = try Tensor.full([4, 4], 1)
    let product = try withAutocast(on: .cpu) { try x.matrixProduct(x) }
    #expect(product.dataType == .bfloat16)
    #expect(try x.matrixProduct(x).dataType == .float32)
  }

  @Test func clippingScalesTogether() throws {
    let x = try Tensor.from([3, 4] as [Double], shape: [2])
    try x.setRequiresGradient(true)
    try x.squared().sum().multiplied(by: 0.5).backward()
    #expect(try Tensor.clipGradients([x], maximum: 10) == 5)
    #expect(try x.gradient()?.doubles() == [3, 4])
    try Tensor.clipGradients([x], maximum: 1)
    let norm = try #require(try x.gradient()).norm().item()
    #expect(abs(norm - 1) < 1e-5)
  }

  @Test func movingAveragesFollow() throws {
    let target = try Tensor.full([2], 1)
    let source = try Tensor.full([2], 3)
    try Tensor.movingAverage([target], of: [source], decay: 0.75)
    #expect(try target.floats() == [1.5, 1.5])
  }
}
