import HarmonizationCheckpoints
import Testing

@testable import HarmonizationTorch

/// Making, copying, reshaping tensors, and arithmetic on them.
@Suite(.needsTorch)
struct TensorTests {
  @Test func elementsComeBackInCOrder() throws {
    let values = (0..<24).map(Float.init)
    let tensor = try Tensor.from(values, shape: [1, 4, 2, 3])
    #expect(try tensor.floats() == values)
    let swapped = try tensor.converted(memoryFormat: .channelsLast)
    #expect(swapped.isChannelsLast)
    #expect(try swapped.floats() == values)
  }

  @Test(arguments: Tensor.DataType.allCases)
  func everyTypeKeepsSmallIntegers(type: Tensor.DataType) throws {
    let tensor = try Tensor.from([0, 1, 1, 0] as [Float], shape: [4], dataType: type)
    #expect(tensor.dataType == type)
    #expect(try tensor.doubles() == [0, 1, 1, 0])
    #expect(try tensor.integers() == [0, 1, 1, 0])
  }

  @Test func wrongCountsAreErrors() {
    #expect(throws: TorchError.elementCount(shape: [2, 2], count: 3)) {
      try Tensor.from([1, 2, 3] as [Float], shape: [2, 2])
    }
    #expect(throws: TorchError.self) { try Tensor.from([] as [Float], shape: [-1, 0]) }
    #expect(throws: TorchError.self) { try Tensor.zeros([Int.max, 2]) }
  }

  @Test func arithmeticBroadcasts() throws {
    let a = try Tensor.from([1, 2, 3, 4] as [Float], shape: [2, 2])
    let b = try Tensor.from([10, 20] as [Float], shape: [2])
    #expect(try a.adding(b).floats() == [11, 22, 13, 24])
    #expect(try a.multiplied(by: b).subtracting(a).floats() == [9, 38, 27, 76])
    #expect(try a.divided(by: Tensor.full([], 2)).floats() == [0.5, 1, 1.5, 2])
    #expect(try a.sum(over: [0]).floats() == [4, 6])
    #expect(try a.maximum().item() == 4)
    #expect(try a.matrixProduct(a).floats() == [7, 10, 15, 22])
    #expect(try a.squared().sum().squareRoot().item() == a.norm().item())
    #expect(try a.negated().atLeast(-3).absolute().floats() == [1, 2, 3, 3])
  }

  @Test func shapesChange() throws {
    let a = try Tensor.from((0..<6).map(Float.init), shape: [2, 3])
    #expect(try a.permuted([1, 0]).floats() == [0, 3, 1, 4, 2, 5])
    #expect(try a.slice(1..<3, axis: 1).floats() == [1, 2, 4, 5])
    #expect(try a.flipped(axis: 1).floats() == [2, 1, 0, 5, 4, 3])
    #expect(try a.reshaped([3, -1]).shape == [3, 2])
    #expect(try Tensor.concatenated([a, a], axis: 1).shape == [2, 6])
  }

  @Test func errorsNameOperationAndShapes() throws {
    let a = try Tensor.zeros([2, 3])
    let b = try Tensor.zeros([4, 5])
    let error = #expect(throws: TorchError.self) { try a.matrixProduct(b) }
    let text = error?.description ?? ""
    #expect(text.contains("matrix product of [2, 3], [4, 5]"))
    #expect(!text.contains("\n") && !text.contains("Exception raised"))
    #expect(throws: TorchError.self) { try a.slice(0..<9) }
    #expect(throws: TorchError.self) { try a.assign(b) }
    #expect(throws: TorchError.elementCount(shape: [], count: 6)) { try a.item() }
  }

  @Test func checkpointTensorsRoundTrip() throws {
    let source = try CheckpointTensor([1, -2.5, 3], shape: [3])
    let tensor = try Tensor.from(source)
    #expect(try tensor.checkpointTensor() == source)
    let counter = try Tensor.from([7] as [Double], shape: [], dataType: .int64).checkpointTensor()
    #expect(counter.dataType == .int64 && counter.shape.isEmpty)
  }

  @Test func generatorsRepeat() throws {
    let generator = try Generator(seed: 7)
    let state = try generator.state()
    let first = try generator.normal([1000], mean: 2, deviation: 0.5).floats()
    try generator.restore(state)
    #expect(try generator.normal([1000], mean: 2, deviation: 0.5).floats() == first)
    #expect(try Generator(seed: 8).normal([1000]).floats() != first)
    #expect(abs(first.reduce(0, +) / 1000 - 2) < 0.1)
    let uniform = try generator.uniform([1000], in: -1..<3).floats()
    #expect(uniform.allSatisfy { (-1..<3).contains($0) })
  }
}
