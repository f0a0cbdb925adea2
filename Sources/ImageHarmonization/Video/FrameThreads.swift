import Foundation
import HarmonizationImaging
import Synchronization

/// Frames with their masks, read ahead on a thread of their own.
final class FramePairs: Sendable {
  struct Pair: Sendable {
    let frame: FramePixels
    let mask: Mask?
  }

  private let queue = BoundedQueue<Result<Pair, any Error>>(capacity: 3)
  private let frames: any FrameSource
  private let masks: any MaskSource
  private let time = Mutex(Duration.zero)
  private let isDone = DispatchSemaphore(value: 0)

  init(_ frames: any FrameSource, _ masks: any MaskSource) {
    (self.frames, self.masks) = (frames, masks)
    Thread.detachNewThread { [self] in
      while let result = read(), queue.push(result) {
        if case .failure = result { break }
      }
      queue.finish()
      isDone.signal()
    }
  }

  private func read() -> Result<Pair, any Error>? {
    let start = ContinuousClock.now
    defer { time.withLock { $0 += ContinuousClock.now - start } }
    do {
      guard let frame = try frames.next() else { return nil }
      return .success(Pair(frame: frame, mask: try masks.next()))
    } catch { return .failure(error) }
  }

  /// The next pair; nil at the end.
  func next() throws -> Pair? { try queue.pop()?.get() }

  /// How long reading took.
  var busy: Duration { time.withLock { $0 } }

  /// Ends the sources.
  func stop() {
    queue.finish()
    frames.stop()
    masks.stop()
    isDone.wait()
  }
}

/// Writes frames on a thread of its own.
final class FrameWriting: Sendable {
  private let queue = BoundedQueue<(FramePixels, Double)>(capacity: 3)
  private let sink: any FrameSink
  private let time = Mutex(Duration.zero)
  private let error = Mutex<(any Error)?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  init(_ sink: any FrameSink) {
    self.sink = sink
    Thread.detachNewThread { [self] in
      while let (frame, time) = queue.pop() {
        let start = ContinuousClock.now
        do { try sink.write(frame, time: time) } catch {
          self.error.withLock { $0 = error }
          break
        }
        self.time.withLock { $0 += ContinuousClock.now - start }
      }
      queue.finish()
      isDone.signal()
    }
  }

  /// Hands a frame over.
  ///
  /// - Throws: why an earlier frame could not be written.
  func write(_ frame: FramePixels, time: Double) throws {
    guard queue.push((frame, time)) else { throw error.withLock { $0 } ?? CancellationError() }
  }

  /// Waits until everything is written.
  func finish() throws {
    queue.finish()
    isDone.wait()
    isDone.signal()
    if let error = error.withLock({ $0 }) { throw error }
    let start = ContinuousClock.now
    try sink.finish()
    time.withLock { $0 += ContinuousClock.now - start }
  }

  /// How long writing took.
  var busy: Duration { time.withLock { $0 } }

  /// Lets the thread end.
  func stop() { queue.finish() }
}
