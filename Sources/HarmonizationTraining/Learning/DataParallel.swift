import Dispatch
import HarmonizationGraph
import HarmonizationTorch
import Synchronization

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
/// The parts may also be those of several processes. The sums are made in a fixed order, so a run gives the same bits each time, and the
/// same whichever process computes which part.
final class DataParallel {
  private let parameters: ParameterStore
  private let executors: [GraphExecutor]
  private let peers: Peers
  /// Whether gradients are added up part by part, and not each process's by itself until ``reduce()``.
  private let isOrdered: Bool
  /// The statistics of all parts of all processes.
  private lazy var gathered: [[Tensor]] = []

  /// - Parameters:
  ///   - count: parts that this process computes.
  ///   - peers: the processes that compute as many each.
  ///   - isOrdered: whether gradients are added up part by part, for the bits of one process.
  /// - Throws: `TorchError`.
  init(
    _ graph: Graph, parameters: ParameterStore, count: Int, peers: Peers = Peers(), isOrdered: Bool = true
  ) throws {
    (self.parameters, self.peers, self.isOrdered) = (parameters, peers, isOrdered)
    executors = try (0..<count).map { _ in try GraphExecutor(graph, parameters: parameters.replica()) }
  }

  /// Runs `body` for each part, with the part's share of the batch and a seed of its own; returns the sum of the results. The
  /// gradients are then in the network's own parameters, its running statistics are the means of the parts'.
  ///
  /// - Parameters:
  ///   - batch: this process's samples.
  ///   - samples: the samples of all processes; nil for those of the batch.
  ///   - seed: of the whole batch.
  ///   - body: computes a part and returns its loss.
  /// - Throws: the first error of a part.
  func run(
    _ batch: BatchTensors, samples: Int? = nil, seed: UInt64,
    _ body: (GraphExecutor, BatchTensors, UInt64, Double) throws -> Double
  ) throws -> Double {
    try shareStatistics()
    let samples = samples ?? batch.image.shape.first ?? 0
    let losses = try peers.gather(executors.count) { try compute(batch, samples: samples, seed: seed, body) }
    let (own, replicas) = (parameters.trainable.map(\.tensor), executors.map { $0.parameters.trainable.map(\.tensor) })
    if isOrdered, let group = peers.group {
      try group.collectGradients(own, from: replicas)
    } else {
      try Tensor.collectGradients(own, from: replicas)
    }
    try collectStatistics()
    return losses.reduce(0, +)
  }

  /// Adds up what the processes have added up by themselves; once for each update.
  func reduce() throws {
    if !isOrdered { try peers.group?.sumGradients(parameters.trainable.map(\.tensor)) }
  }

  /// The losses of this process's parts.
  private func compute(
    _ batch: BatchTensors, samples: Int, seed: UInt64,
    _ body: (GraphExecutor, BatchTensors, UInt64, Double) throws -> Double
  ) throws -> [Double] {
    let results = Mutex([Result<Double, any Error>](repeating: .success(0), count: executors.count))
    let (first, count) = (peers.rank * executors.count, peers.size * executors.count)
    let start = first * samples / count
    let threads = try TorchLibrary.threads()
    defer { try? TorchLibrary.setThreads(threads) }
    // Everything that a part changes is its own.
    nonisolated(unsafe) let (executors, batch, work) = (executors, batch, body)
    DispatchQueue.concurrentPerform(iterations: executors.count) { index in
      let result = Result {
        let part = first + index
        let range = part * samples / count - start..<(part + 1) * samples / count - start
        guard !range.isEmpty else { return 0.0 }
        // The number belongs to the calling thread.
        try TorchLibrary.setThreads(max(threads / executors.count, 1))
        let share = Double(range.count) / Double(samples)
        return try work(executors[index], batch.part(range), seed &* 64 &+ UInt64(part), share)
      }
      results.withLock { $0[index] = result }
    }
    return try results.withLock { $0 }.map { try $0.get() }
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
    for (index, part) in try statisticsOfAllParts().enumerated() {
      try Tensor.movingAverage(means, of: part, decay: Double(index) / Double(index + 1))
    }
    guard let first = executors.first else { return }
    for (own, shared) in zip(first.parameters.entries, parameters.entries) where own.spec.isInteger {
      try shared.tensor.assign(own.tensor)
    }
  }

  private func statisticsOfAllParts() throws -> [[Tensor]] {
    let own = executors.map { statistics($0.parameters) }
    guard let group = peers.group else { return own }
    if gathered.isEmpty {
      gathered = try (0..<peers.size).flatMap { _ in try own.map { try $0.map { try $0.clone() } } }
    }
    let perProcess = stride(from: 0, to: gathered.count, by: own.count).map {
      gathered[$0..<$0 + own.count].flatMap(\.self)
    }
    try group.allGather(own.flatMap(\.self), to: perProcess)
    return gathered
  }

  private func statistics(_ store: ParameterStore) -> [Tensor] {
    store.entries.filter { $0.spec.isStatistic && !$0.spec.isInteger }.map(\.tensor)
  }
}
