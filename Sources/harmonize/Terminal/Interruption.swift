import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and the termination signal while it exists: the first asks for a clean end, a second one ends the process.
final class Interruption: Sendable {
  private let requested: Flag
  // Dispatch sources may be used from any thread but do not say so.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  private final class Flag: Sendable {
    let value = Atomic(false)
  }

  /// Starts listening.
  init() {
    let flag = Flag()
    requested = flag
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if flag.value.exchange(true, ordering: .relaxed) { _exit(128 + number) }
        StandardError.print("\ninterrupted: finishing what is in work; once more to stop at once")
      }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// Whether a signal has come.
  var isRequested: Bool { requested.value.load(ordering: .relaxed) }
}
