import Synchronization

/// Limits the asynchronous inferences of a model to what suits the machine, and keeps idle requests for reuse.
final class RequestPool: Sendable {
  /// `@unchecked`: a request is out of the pool while it is in use, so one thread at a time has it.
  private struct Idle: @unchecked Sendable {
    let request: InferRequest
  }

  private struct State {
    var idle: [Idle] = []
    var turns: Int
    /// Tasks that wait for a turn, first come, first served.
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  /// Asynchronous inferences at a time.
  let limit: Int
  private let state: Mutex<State>

  init(limit: Int) {
    self.limit = limit
    state = Mutex(State(turns: limit))
  }

  /// Takes an idle request out, if there is one.
  func idle() -> InferRequest? { state.withLock { $0.idle.popLast() }?.request }

  /// Keeps a request for the next run.
  func put(_ request: InferRequest) {
    let idle = Idle(request: request)
    state.withLock { $0.idle.append(idle) }
  }

  /// Suspends the task until it may run.
  func waitForTurn() async {
    await withCheckedContinuation { continuation in
      let free = state.withLock { state in
        if state.turns > 0 {
          state.turns -= 1
          return true
        }
        state.waiting.append(continuation)
        return false
      }
      if free { continuation.resume() }
    }
  }

  /// Hands the turn to the task that waits longest.
  func endTurn() {
    let next = state.withLock { state in
      guard let first = state.waiting.first else {
        state.turns += 1
        return nil as CheckedContinuation<Void, Never>?
      }
      state.waiting.removeFirst()
      return first
    }
    next?.resume()
  }
}
