import Foundation
import Synchronization

/// One line on standard error about long work: it changes on a terminal, elsewhere a plain line appears now and then.
///
/// Any thread may use it.
final class StatusLine: Sendable {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let interval: Duration
  private let lastReport = Mutex<ContinuousClock.Instant?>(nil)

  /// - Parameters:
  ///   - interval: Time between changes on a terminal.
  ///   - elsewhere: Time between lines in a log.
  init(interval: Duration, elsewhere: Duration) { self.interval = isTerminal ? interval : elsewhere }

  /// Shows a text if it is time for one.
  ///
  /// - Parameters:
  ///   - text: Made only if it is shown; without a bar where lines follow each other.
  ///   - isLast: Whether it is shown in any case.
  func show(isLast: Bool, _ text: (_ isTerminal: Bool) -> String) {
    lastReport.withLock { lastReport in
      let now = ContinuousClock.now
      if let lastReport, now - lastReport < interval, !isLast { return }
      lastReport = now
      write(isTerminal ? Self.erased + text(true) : text(false) + "\n")
    }
  }

  /// Writes a message above the line.
  func note(_ message: String) { write((isTerminal ? Self.erased : "") + message + "\n") }

  /// Ends the line.
  func finish() { if isTerminal { write("\n") } }

  /// Hours, minutes and seconds, for example `4:07` or `1:00:00`.
  static func clock(_ seconds: Int) -> String {
    seconds < 3600
      ? String(format: "%d:%02d", seconds / 60, seconds % 60)
      : String(format: "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
  }

  /// Back to the beginning of an empty line.
  private static let erased = "\r\u{1B}[K"

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
