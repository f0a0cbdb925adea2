import Foundation

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

private final class ParallelState<Output: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var next = 0
  private var outputs: [Result<Output, any Error>?]
  private var failed = false

  init(count: Int) { outputs = Array(repeating: nil, count: max(count, 0)) }

  func claim() -> Int? {
    lock.lock()
    defer { lock.unlock() }
    guard !failed, next < outputs.count else { return nil }
    next += 1
    return next - 1
  }

  func finish(_ index: Int, _ result: Result<Output, any Error>) {
    lock.lock()
    defer { lock.unlock() }
    outputs[index] = result
    if case .failure = result { failed = true }
  }

  func results() throws -> [Output] { try outputs.compactMap { try $0?.get() } }
}
