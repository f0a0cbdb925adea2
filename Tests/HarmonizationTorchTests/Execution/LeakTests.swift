import Testing

@testable import HarmonizationTorch

/// Counts live tensors, one number for the whole process: in a process of its own, where no other test holds any.
@Suite(.needsTorch)
struct LeakTests {
  /// Many steps, failures among them, leave exactly as many tensors as a few do.
  @Test func stepsLeaveNothingBehind() async throws {
    await #expect(processExitsWith: .success) {
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
      for _ in 0..<3 { try step() }
      let before = TorchLibrary.liveTensorCount
      for _ in 0..<60 { try step() }
      #expect(TorchLibrary.liveTensorCount == before)
    }
  }
}
