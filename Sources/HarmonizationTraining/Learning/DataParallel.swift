import Dispatch
import HarmonizationGraph
import HarmonizationTorch

/// What a forward pass and its loss need, [N, C, H, W] each.
struct BatchTensors {
  let image: Tensor
  let mask: Tensor
  let target: Tensor

  /// The samples of the batch in `range`; shares the memory.
  func part(_ range: Range<Int>) throws -> BatchTensors {
    BatchTensors(image: try image.slice(range), mask: try mask.slice(range), target: try target.slice(range))
  }
}

/// Computes the parts of a batch side by side, each on a thread of its own with gradients of its own: data parallelism as on
/// several devices, on the cores of one.
///
/// The sums are made in a fixed order, so a run gives the same bits each time.
final class DataParallel {
  private let parameters: ParameterStore
  private let executors: [GraphExecutor]

  /// - Throws: `TorchError`.
  init(_ graph: Graph, parameters: ParameterStore, count: Int) throws {
    self.parameters = parameters
    executors = try (0..<count).map { _ in try GraphExecutor(graph, parameters: parameters.replica()) }
  }

  /// Runs `body` for each part, with the part's share of the batch and a seed of its own; returns the sum of the results. The
  /// gradients are then in the network's own parameters, its running statistics are the means of the parts'.
  ///
  /// - Throws: the first error of a part.
  func run(
    _ batch: BatchTensors, seed: UInt64, _ body: (GraphExecutor, BatchTensors, UInt64, Double) throws -> Double
  ) throws -> Double {
    let samples = batch.image.shape.first ?? 0
    var results = [Result<Double, any Error>](repeating: .success(0), count: executors.count)
    try shareStatistics()
    let threads = try TorchLibrary.threads()
    defer { try? TorchLibrary.setThreads(threads) }
    results.withUnsafeMutableBufferPointer { results in
      // Each part writes to its own place, and everything else that it changes is its own.
      nonisolated(unsafe) let (results, work) = (results, body)
      nonisolated(unsafe) let (executors, batch) = (executors, batch)
      DispatchQueue.concurrentPerform(iterations: executors.count) { index in
        results[index] = Result {
          let range = index * samples / executors.count..<(index + 1) * samples / executors.count
          guard !range.isEmpty else { return 0 }
          // The number belongs to the calling thread.
          try TorchLibrary.setThreads(max(threads / executors.count, 1))
          let share = Double(range.count) / Double(samples)
          return try work(executors[index], batch.part(range), seed &* 64 &+ UInt64(index), share)
        }
      }
    }
    let total = try results.reduce(0) { $0 + (try $1.get()) }
    try Tensor.collectGradients(
      parameters.trainable.map(\.tensor), from: executors.map { $0.parameters.trainable.map(\.tensor) })
    try collectStatistics()
    return total
  }

  private func shareStatistics() throws {
    for executor in executors {
      for (own, shared) in zip(executor.parameters.entries, parameters.entries) where own.spec.isStatistic {
        try own.tensor.assign(shared.tensor)
      }
    }
  }

  private func collectStatistics() throws {
    let means = statistics(parameters)
    for (index, executor) in executors.enumerated() {
      try Tensor.movingAverage(
        means, of: statistics(executor.parameters), decay: Double(index) / Double(index + 1))
    }
    guard let first = executors.first else { return }
    for (own, shared) in zip(first.parameters.entries, parameters.entries) where own.spec.isInteger {
      try shared.tensor.assign(own.tensor)
    }
  }

  private func statistics(_ store: ParameterStore) -> [Tensor] {
    store.entries.filter { $0.spec.isStatistic && !$0.spec.isInteger }.map(\.tensor)
  }
}
