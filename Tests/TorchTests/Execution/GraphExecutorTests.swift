import Checkpoints
import NetworkGraph
import TestSupport
import Testing

@testable import Torch

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
