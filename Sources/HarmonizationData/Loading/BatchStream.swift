import HarmonizationPixels
import Foundation

/// Batches in a fixed order, made ahead of time by a few threads while the caller trains on earlier ones.
///
/// Memory is bounded: at most `prefetch` batches beside the caller's exist at a time. The next epoch is begun while the
/// last batches of this one are being used, so nothing drains in between. One caller at a time.
public final class BatchStream: Sendable {
  private let shared: StreamState

  /// Starts making batches.
  ///
  /// - Parameters:
  ///   - pipeline: how a sample is made.
  ///   - plan: which samples, in which order.
  ///   - epochs: the stream ends after epoch `epochs - 1`.
  ///   - epoch: where to start, counted from 0; the batches are the same as if the stream had begun at 0.
  ///   - step: the batch of that epoch to start with, counted from 0.
  ///   - steps: the stream ends after so many batches; nil goes on to the end.
  ///   - workers: threads; all cores where nil.
  ///   - prefetch: batches made ahead, at least 1.
  ///   - normalization: of pictures.
  /// - Throws: `DataError.invalidParameter` where the plan is not for the pipeline's source or the start is outside.
  public init(
    _ pipeline: SamplePipeline, plan: BatchPlan, epochs: Int, fromEpoch epoch: Int = 0, step: Int = 0,
    steps: Int? = nil,
    workers: Int? = nil, prefetch: Int = 4, normalization: ChannelNormalization = .imageNet
  ) throws {
    guard plan.samples == pipeline.source.count else {
      throw DataError.invalidParameter(
        name: "plan", reason: "is for \(plan.samples) samples, the source has \(pipeline.source.count)")
    }
    guard epoch >= 0, step >= 0, step < plan.stepsPerEpoch, epochs >= 0 else {
      throw DataError.invalidParameter(name: "start", reason: "epoch \(epoch), step \(step) is outside the run")
    }
    shared = StreamState(
      pipeline, plan: plan, normalization: normalization, prefetch: max(prefetch, 1), from: (epoch, step),
      epochs: epochs, steps: steps)
    let count = max(workers ?? ProcessInfo.processInfo.activeProcessorCount, 1)
    for number in 0..<count {
      let thread = Thread { [shared] in shared.work() }
      thread.name = "harmonization-data-\(number)"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  deinit { shared.cancel() }

  /// The next batch; nil after the last one.
  ///
  /// - Throws: the error of the first sample of the batch that failed; the stream is then at its end.
  public func next() throws -> Batch? { try shared.next() }

  /// How the time since the start went.
  public var statistics: LoadingStatistics { shared.statistics }
}

/// Whether training waits for data.
public struct LoadingStatistics: Sendable, Equatable {
  /// Samples handed out.
  public var samples = 0
  /// Seconds from the first batch to the last.
  public var seconds = 0.0
  /// Seconds of them spent waiting for a batch.
  public var secondsWaited = 0.0

  /// Share of the time that the caller waited, 0...1.
  public var dataWaitFraction: Double { seconds > 0 ? secondsWaited / seconds : 0 }
}
