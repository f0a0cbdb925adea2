import HarmonizationCheckpoints
import HarmonizationGraph
import TestSupport
import Testing

@testable import HarmonizationTorch

@Suite(.needsTorch)
struct GraphExecutorTests {
  private func images(_ executor: GraphExecutor, _ inputs: [String: Tensor], _ mode: ExecutionMode) throws -> Tensor {
    try #require(try executor.run(inputs, mode: mode)["images"])
  }

  private func difference(_ a: Tensor, _ b: Tensor) throws -> Double {
    try a.converted(to: .float64).subtracting(b.converted(to: .float64)).absolute().maximum().item()
  }

  @Test func memoryOrderAndTypeDoNotChangeTheResult() throws {
    let graph = try smallNetwork()
    func run(_ type: Tensor.DataType, _ format: Tensor.MemoryFormat, _ mode: ExecutionMode) throws -> Tensor {
      let executor = try GraphExecutor(graph, parameters: smallStore(graph, dataType: type, memoryFormat: format))
      return try images(executor, smallInputs(), mode)
    }
    let exact = try run(.float64, .contiguous, .evaluation())
    #expect(try difference(exact, run(.float64, .channelsLast, .evaluation())) < 1e-12)
    #expect(try difference(exact, run(.float32, .channelsLast, .evaluation())) < 1e-5)
    #expect(try difference(exact, run(.float32, .contiguous, .evaluation())) < 1e-5)
    #expect(try difference(exact, run(.float32, .channelsLast, .evaluation(.mixedBFloat16))) < 0.1)
  }

  @Test func trainingModeUpdatesRunningStatisticsAndEvaluationDoesNot() throws {
    let graph = try smallNetwork()
    let store = try smallStore(graph, dataType: .float64)
    let executor = try GraphExecutor(graph, parameters: store)
    let before = try store.stateDictionary()
    _ = try executor.run(smallInputs(dataType: .float64), mode: .evaluation())
    #expect(try store.stateDictionary() == before)
    _ = try executor.run(smallInputs(dataType: .float64), mode: .training())
    let after = try store.stateDictionary()
    #expect(after["norm1.num_batches_tracked"] != before["norm1.num_batches_tracked"])
    #expect(after["norm1.running_var"] != before["norm1.running_var"])
    #expect(after["norm1.weight"] == before["norm1.weight"])
  }

  @Test func dropoutFollowsTheModeAndTheSeed() throws {
    let graph = try Graph(name: "dropout") { builder in
      [("images", dropout(builder.input("image", channels: 1, height: 32, width: 32), 0.25))]
    }
    let executor = try GraphExecutor(graph, parameters: ParameterStore(graph) { _ in try .zeros([]) })
    let ones = ["image": try Tensor.full([1, 1, 32, 32], 1)]
    #expect(try images(executor, ones, .evaluation()).sum().item() == 1024)
    let dropped = try images(executor, ones, .training()).doubles()
    #expect(Set(dropped.map { ($0 * 3).rounded() }) == [0, 4])
    #expect((600...900).contains(dropped.filter { $0 > 0 }.count))
  }

  @Test(arguments: [false, true])
  func seededDropoutIsRepeatable(channelwise: Bool) throws {
    let graph = try Graph(name: "dropout") { builder in
      let image = builder.input("image", channels: 256, height: 4, width: 4)
      let first = dropout(image, 0.25, channelwise: channelwise)
      return [("first", first), ("second", dropout(image, 0.25, channelwise: channelwise))]
    }
    let executor = try GraphExecutor(graph, parameters: ParameterStore(graph) { _ in try .zeros([]) })
    let ones = ["image": try Tensor.full([2, 256, 4, 4], 1)]
    func run(_ seed: UInt64) throws -> [String: [Double]] {
      try executor.run(ones, mode: .training(dropoutSeed: seed)).mapValues { try $0.doubles() }
    }
    let values = try run(7)
    #expect(try run(7) == values)
    #expect(try run(8)["first"] != values["first"])
    #expect(values["first"] != values["second"])
    let first = try #require(values["first"])
    #expect(Set(first.map { ($0 * 3).rounded() }) == [0, 4])
    let kept = Double(first.filter { $0 > 0 }.count) / Double(first.count)
    // Five standard errors of a share of 3/4 among the independent draws.
    #expect(abs(kept - 0.75) < 5 * (0.75 * 0.25 / Double(channelwise ? 512 : 8192)).squareRoot())
    let wholeChannels = stride(from: 0, to: first.count, by: 16).allSatisfy { Set(first[$0..<$0 + 16]).count == 1 }
    #expect(wholeChannels == channelwise)
  }

  @Test func onlyTrainingRecordsGradients() throws {
    let graph = try smallNetwork()
    let executor = try GraphExecutor(graph, parameters: smallStore(graph))
    #expect(try images(executor, smallInputs(), .training()).requiresGradient)
    #expect(try !images(executor, smallInputs(), .evaluation()).requiresGradient)
  }

  @Test func missingInputsAreNamed() throws {
    let graph = try smallNetwork()
    let executor = try GraphExecutor(graph, parameters: smallStore(graph))
    var inputs = try smallInputs()
    inputs["mask"] = nil
    #expect(throws: TorchError.missingInput(network: "small", name: "mask")) {
      try executor.run(inputs, mode: .evaluation())
    }
  }

  @Test func failuresNameTheNode() throws {
    let graph = try smallNetwork()
    let executor = try GraphExecutor(graph, parameters: smallStore(graph))
    var inputs = try smallInputs()
    inputs["image"] = try Tensor.zeros([3, 5, 16, 16])
    let error = #expect(throws: TorchError.self) { try executor.run(inputs, mode: .evaluation()) }
    guard case .node(let network, let path, let operation, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((network, operation) == ("small", "convolution") && path == "conv1")
  }

  @Test func statesAreStrict() throws {
    let graph = try smallNetwork()
    var state = try smallStore(graph).stateDictionary()
    #expect(try ParameterStore(graph, state: state).stateDictionary() == state)
    state["conv1.weight"] = nil
    #expect(throws: CheckpointError.self) { try ParameterStore(graph, state: state) }
    #expect(throws: CheckpointError.self) { try smallStore(graph).load(state) }
  }
}
