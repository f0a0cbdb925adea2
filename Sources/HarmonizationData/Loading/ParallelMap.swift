import Foundation
import Synchronization

/// Calls `body` for 0..<count on several threads and returns the results in order.
///
/// - Throws: the error of the lowest index that failed; what has not begun by then is left out.
func parallelMap<Output: Sendable>(
  _ count: Int, workers: Int? = nil, _ body: @escaping @Sendable (Int) throws -> Output
) throws -> [Output] {
  let state = ParallelState<Output>(count: count)
  let threads = max(1, min(workers ?? ProcessInfo.processInfo.activeProcessorCount, count))
  let group = DispatchGroup()
  for _ in 0..<threads {
    group.enter()
    let thread = Thread {
      while let index = state.claim() { state.finish(index, Result { try body(index) }) }
      group.leave()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }
  group.wait()
  return try state.results()
}

private final class ParallelState<Output: Sendable>: Sendable {
  private struct Progress {
    var next = 0
    var outputs: [Result<Output, any Error>?]
    var failed = false
  }

  private let progress: Mutex<Progress>

  init(count: Int) { progress = Mutex(Progress(outputs: Array(repeating: nil, count: max(count, 0)))) }

  func claim() -> Int? {
    progress.withLock { progress in
      guard !progress.failed, progress.next < progress.outputs.count else { return nil }
      progress.next += 1
      return progress.next - 1
    }
  }

  func finish(_ index: Int, _ result: Result<Output, any Error>) {
    progress.withLock { progress in
      progress.outputs[index] = result
      if case .failure = result { progress.failed = true }
    }
  }

  func results() throws -> [Output] { try progress.withLock { try $0.outputs.compactMap { try $0?.get() } } }
}
