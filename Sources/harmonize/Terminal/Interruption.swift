import Dispatch
import Foundation
import HarmonizationSupport
import Synchronization

/// Ctrl-C, the termination signal and a closed terminal while it exists: the first asks for a clean end, a second one ends the
/// process. In no case a temporary file is left behind.
final class Interruption: Sendable {
  private let requested: Flag
  // Dispatch sources may be used from any thread but do not say so.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  private final class Flag: Sendable {
    let value = Atomic(false)
  }

  /// Starts listening.
  ///
  /// - Parameter isFinal: Whether the first signal ends the process at once, for work that has no good place to stop.
  init(isFinal: Bool = false) {
    let flag = Flag()
    requested = flag
    let registered = DispatchSemaphore(value: 0)
    sources = Self.signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if flag.value.exchange(true, ordering: .relaxed) || isFinal {
          AtomicFile.removeUnfinished()
          _exit(128 + number)
        }
        StandardError.print("\ninterrupted: finishing what is in work; once more to stop at once")
      }
      source.setRegistrationHandler { registered.signal() }
      source.resume()
      return source
    }
    // Dispatch begins to listen a moment later; a signal in between would be lost.
    for _ in sources { _ = registered.wait(timeout: .now() + .seconds(1)) }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in Self.signals { signal(number, SIG_DFL) }
  }

  /// What ends a process; a hang-up that was to be ignored (nohup) stays ignored.
  private static let signals: [Int32] = {
    let old = signal(SIGHUP, SIG_IGN)
    let isIgnored = unsafeBitCast(old, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    if !isIgnored { signal(SIGHUP, SIG_DFL) }
    return isIgnored ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]
  }()

  /// Whether a signal has come.
  var isRequested: Bool { requested.value.load(ordering: .relaxed) }
}
