import HarmonizationGraph
import TestSupport
import Testing
import HarmonizationTorch

@testable import HarmonizationTraining

@Suite("Replicas", .needsTorch)
struct DataParallelTests {
  private let generator = TensorGenerator(salt: "replicas")

  private func graph() throws -> Graph {
    try Graph(name: "small") { builder in
      let root = Path()
      let image = builder.input("image", channels: 3, height: 8, width: 8)
      let mask = builder.input("mask", channels: 1, height: 8, width: 8)
      let frozen = relu6(conv(concat(image, mask), 4, kernel: 3, padding: 1, at: (root / "frozen").learningRate(0)))
      let x = relu(batchNorm(conv(frozen, 4, kernel: 3, padding: 1, at: root / "conv"), at: root / "norm"))
      return [("images", conv(x, 3, kernel: 1, at: root / "rgb"))]
    }
  }

  private func store(_ graph: Graph) throws -> ParameterStore {
    try ParameterStore(graph, dataType: .float64) { try .from(generator.values(for: $0), shape: $0.shape) }
  }

  private func batch(_ count: Int) throws -> BatchTensors {
    func image(_ key: String) throws -> Tensor {
      let values = generator.image(key, batch: count, height: 8, width: 8)
      return try .from(values, shape: [count, 3, 8, 8], dataType: .float64)
    }
    let mask = generator.mask(batch: count, height: 8, width: 8)
    return BatchTensors(
      image: try image("image"), mask: try .from(mask, shape: [count, 1, 8, 8], dataType: .float64),
      target: try image("target"))
  }

  /// A forward and a backward pass without batch statistics, which are a part's own.
  private func pass(_ executor: GraphExecutor, _ part: BatchTensors, batchStatistics: Bool, share: Double) throws
    -> Double
  {
    let mode = ExecutionMode(usesBatchStatistics: batchStatistics, dropsOut: false, recordsGradient: true)
    let output = try #require(try executor.run(["image": part.image, "mask": part.mask], mode: mode)["images"])
    let loss = try Loss.meanSquaredError(output, target: part.target).multiplied(by: share)
    try loss.backward()
    return try loss.item()
  }

  private func gradients(_ store: ParameterStore) throws -> [[Double]] {
    try store.trainable.map { try $0.tensor.gradient()?.doubles() ?? [] }
  }

  @Test("The parts' losses and gradients add up to the whole batch's", arguments: [(6, 2), (5, 3), (2, 4)])
  func sums(samples: Int, count: Int) throws {
    let graph = try graph()
    let (alone, shared) = (try store(graph), try store(graph))
    let batch = try batch(samples)
    let expected = try pass(
      GraphExecutor(graph, parameters: alone), batch, batchStatistics: false, share: 1)
    let team = try DataParallel(graph, parameters: shared, count: count)
    for _ in 0..<2 {
      try shared.clearGradients()
      let loss = try team.run(batch, seed: 1) { executor, part, _, share in
        try pass(executor, part, batchStatistics: false, share: share)
      }
      #expect(abs(loss - expected) < 1e-12)
      for (ours, whole) in zip(try gradients(shared), try gradients(alone)) {
        #expect(!ours.isEmpty && ours.count == whole.count)
        #expect(zip(ours, whole).allSatisfy { abs($0 - $1) < 1e-12 })
      }
    }
  }

  @Test("Running statistics become the means of the parts', frozen weights get no gradient")
  func statistics() throws {
    let graph = try graph()
    let (alone, shared) = (try store(graph), try store(graph))
    let batch = try batch(4)
    let executor = try GraphExecutor(graph, parameters: alone)
    let before = try alone.stateDictionary()
    var means: [[Double]] = []
    for range in [0..<2, 2..<4] {
      try alone.load(before)
      _ = try pass(executor, batch.part(range), batchStatistics: true, share: 0.5)
      means.append(try #require(alone["norm.running_mean"]).doubles())
    }
    let team = try DataParallel(graph, parameters: shared, count: 2)
    _ = try team.run(batch, seed: 1) { executor, part, _, share in
      try pass(executor, part, batchStatistics: true, share: share)
    }
    let ours = try #require(shared["norm.running_mean"]).doubles()
    for (index, value) in ours.enumerated() { #expect(abs(value - (means[0][index] + means[1][index]) / 2) < 1e-12) }
    #expect(try #require(shared["norm.num_batches_tracked"]).item() == 1)
    #expect(!shared.trainable.contains { $0.spec.name.hasPrefix("frozen") })
    #expect(try #require(shared["frozen.weight"]).gradient() == nil)
  }

  @Test("An error of one part is the team's")
  func failure() throws {
    let graph = try graph()
    let team = try DataParallel(graph, parameters: store(graph), count: 2)
    let batch = try batch(2)
    #expect(throws: TorchError.missingInput(network: "small", name: "x")) {
      try team.run(batch, seed: 64) { _, _, seed, _ in
        if seed % 64 == 1 { throw TorchError.missingInput(network: "small", name: "x") }
        return 0
      }
    }
  }
}
