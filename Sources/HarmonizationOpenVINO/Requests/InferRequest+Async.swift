import CHarmonizationOpenVINO
import Synchronization

extension InferRequest {
  /// Starts the network on OpenVINO's threads and suspends the task until it ends.
  nonisolated(nonsending) func inferWithoutBlocking() async throws {
    try checkInputs()
    var callback = COVCallback(
      callback: { context in
        guard let context else { return }
        Unmanaged<Completion>.fromOpaque(context).takeUnretainedValue().signal()
      },
      context: Unmanaged.passUnretained(completion).toOpaque())
    try library.check(library.functions.ov_infer_request_set_callback(handle, &callback), "set a callback")
    completion.prepare()
    try library.check(library.functions.ov_infer_request_start_async(handle), "start the network")
    await completion.wait()
    // Ended, or about to: this fetches the status that the callback is not told.
    try library.check(library.functions.ov_infer_request_wait(handle), "run the network")
  }
}

/// Turns the end of an asynchronous inference into the resumption of a task.
final class Completion: Sendable {
  private enum State {
    case running
    case awaited(CheckedContinuation<Void, Never>)
    case ended
  }

  private let state = Mutex<State>(.ended)

  /// Before the start: forgets the last run.
  func prepare() { state.withLock { $0 = .running } }

  /// Called on OpenVINO's thread.
  func signal() {
    let waiting = state.withLock { state in
      defer { state = .ended }
      if case .awaited(let continuation) = state { return continuation as CheckedContinuation<Void, Never>? }
      return nil
    }
    waiting?.resume()
  }

  nonisolated(nonsending) func wait() async {
    await withCheckedContinuation { continuation in
      let ended = state.withLock { state in
        if case .ended = state { return true }
        state = .awaited(continuation)
        return false
      }
      if ended { continuation.resume() }
    }
  }
}
