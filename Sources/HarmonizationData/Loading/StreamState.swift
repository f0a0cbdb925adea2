import HarmonizationPixels
import Foundation

/// What the caller and the workers of a stream share; everything mutable is guarded by `condition`.
final class StreamState: @unchecked Sendable {
  private let pipeline: SamplePipeline
  private let plan: BatchPlan
  private let normalization: ChannelNormalization
  private let prefetch: Int
  private let epochs: Int
  private let condition = NSCondition()
  private let pool: BufferPool

  /// Batches begun and not yet handed out, oldest first.
  private var pending: [PendingBatch] = []
  /// The batch to start next.
  private var nextStart: (epoch: Int, step: Int)
  /// Batches that may still be started; nil for all.
  private var remaining: Int?
  /// The order of the epoch that `nextStart` is in.
  private var order: [Int] = []
  private var isCancelled = false
  private var clock = WaitingClock()

  init(
    _ pipeline: SamplePipeline, plan: BatchPlan, normalization: ChannelNormalization, prefetch: Int,
    from start: (epoch: Int, step: Int), epochs: Int, steps: Int?
  ) {
    self.pipeline = pipeline
    self.plan = plan
    self.normalization = normalization
    self.prefetch = prefetch
    self.epochs = epochs
    pool = BufferPool(limit: 3 * (prefetch + 2))
    nextStart = steps == 0 ? (epochs, 0) : start
    remaining = steps
    if start.epoch < epochs { order = plan.order(epoch: start.epoch) }
  }

  var statistics: LoadingStatistics { locked { clock.statistics } }

  func cancel() {
    locked {
      isCancelled = true
      pending = []
      condition.broadcast()
    }
  }

  /// The caller's side.
  func next() throws -> Batch? {
    try locked {
      let began = clock.now
      while !isCancelled, pending.first.map({ $0.unfinished > 0 }) ?? (nextStart.epoch < epochs) { condition.wait() }
      guard let first = pending.first else { return nil }
      clock.handedOut(first.batch.count, waitedSince: began)
      pending.removeFirst()
      condition.broadcast()
      if let failure = first.failure {
        isCancelled = true
        pending = []
        throw failure
      }
      return first.batch
    }
  }

  /// A worker's side: one sample after another until the end.
  func work() {
    while let (pending, item) = claim() {
      do {
        let sample = try pipeline.prepare(pending.batch.indices[item], epoch: pending.batch.epoch)
        pending.batch.store(sample, at: item, normalization)
        finish(pending, failure: nil, item: item)
      } catch { finish(pending, failure: error, item: item) }
    }
  }

  /// The next sample that no one has begun; waits while enough batches are made ahead; nil at the end.
  private func claim() -> (PendingBatch, Int)? {
    locked {
      while !isCancelled {
        if let open = pending.first(where: { $0.unclaimed > 0 }) { return (open, open.claim()) }
        if nextStart.epoch >= epochs { return nil }
        if pending.count < prefetch { begin() } else { condition.wait() }
      }
      return nil
    }
  }

  /// Opens the next batch.
  private func begin() {
    let (epoch, step) = nextStart
    let indices = plan.indices(step: step, in: order)
    let names = indices.map { pipeline.source.name(at: $0) }
    let batch = Batch(
      epoch: epoch, step: step, indices: indices, names: names, size: pipeline.augmentation.size, pool: pool)
    pending.append(PendingBatch(batch))
    nextStart = step + 1 < plan.stepsPerEpoch ? (epoch, step + 1) : (epoch + 1, 0)
    remaining = remaining.map { $0 - 1 }
    if remaining == 0 { nextStart = (epochs, 0) }
    if nextStart.epoch != epoch, nextStart.epoch < epochs { order = plan.order(epoch: nextStart.epoch) }
    condition.broadcast()
  }

  private func finish(_ pending: PendingBatch, failure: (any Error)?, item: Int) {
    locked {
      pending.finish(item, failure)
      if pending.unfinished == 0 { condition.broadcast() }
    }
  }

  private func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    condition.lock()
    defer { condition.unlock() }
    return try body()
  }
}

/// A batch in the making.
private final class PendingBatch {
  let batch: Batch
  private(set) var unclaimed: Int
  private(set) var unfinished: Int
  /// The error of the first item that failed, whichever failed first in time.
  private(set) var failure: (any Error)?
  private var failedItem = Int.max

  init(_ batch: Batch) {
    self.batch = batch
    unclaimed = batch.count
    unfinished = batch.count
  }

  func claim() -> Int {
    unclaimed -= 1
    return batch.count - unclaimed - 1
  }

  func finish(_ item: Int, _ error: (any Error)?) {
    unfinished -= 1
    guard let error, item < failedItem else { return }
    (failure, failedItem) = (error, item)
  }
}

/// Adds up waiting.
private struct WaitingClock {
  private(set) var statistics = LoadingStatistics()
  private var firstHandedOut: Double?

  var now: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }

  mutating func handedOut(_ samples: Int, waitedSince began: Double) {
    let now = now
    statistics.samples += samples
    if let first = firstHandedOut {
      statistics.secondsWaited += now - began
      statistics.seconds = now - first
    } else {
      firstHandedOut = now
    }
  }
}
