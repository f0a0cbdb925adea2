import Testing

@testable import Torch

/// Counts handles, so it must not run beside other tests that hold some: one process-wide number.
@Suite(.needsTorch)
struct LeakTests {
  /// Many steps, failures among them, leave as many tensors as a few do. Others may hold tensors meanwhile, so what is
  /// compared is growth over steps: a leak of one handle a step would show as 60.
  @Test func stepsLeaveNothingBehind() throws {
    let graph = try smallNetwork()
    let store = try smallStore(graph)
    let executor = try GraphExecutor(graph, parameters: store)
    let optimizer = try Adam(store)
    func step() throws {
      try store.clearGradients()
      let inputs = try smallInputs()
      let outputs = try executor.run(inputs, mode: .training())
      let loss = try Loss.meanSquaredError(#require(outputs["images"]), target: #require(inputs["image"]))
      try loss.backward()
      try optimizer.update()
      _ = try store.gradientNorms()
      _ = try? executor.run(["image": Tensor.zeros([1]), "mask": Tensor.zeros([1])], mode: .training())
    }
    var growths: [Int] = []
    for _ in 0..<3 {
      let before = TorchLibrary.liveTensorCount
      for _ in 0..<60 { try step() }
      growths.append(TorchLibrary.liveTensorCount - before)
    }
    #expect(growths.min() ?? 60 < 60)
  }
}
