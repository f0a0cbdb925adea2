import Foundation

/// Progress of long work on standard error: one line that changes on a terminal, a plain line now and then elsewhere.
struct ProgressLine {
  private let total: Int
  private let unit: String
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private var lastReport: ContinuousClock.Instant?
  private var done = 0

  /// For `total` pieces called `unit`.
  init(total: Int, unit: String) {
    self.total = total
    self.unit = unit
  }

  /// Counts a finished piece.
  mutating func advance() {
    done += 1
    let now = ContinuousClock.now
    let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
    if let lastReport, now - lastReport < pause, done < total { return }
    lastReport = now
    show(text(at: now))
  }

  /// Writes a message above the progress.
  func note(_ message: String) {
    if isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    StandardError.print(message)
  }

  /// Ends the line.
  func finish() { if isTerminal { FileHandle.standardError.write(Data("\n".utf8)) } }

  private func show(_ text: String) {
    if isTerminal {
      FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    } else {
      StandardError.print(text)
    }
  }

  private func text(at now: ContinuousClock.Instant) -> String {
    let seconds = (now - start) / .seconds(1)
    let rate = Double(done) / max(seconds, 1e-3)
    let left = Int((Double(total - done) / max(rate, 1e-9)).rounded())
    let share = total == 0 ? 100 : 100 * done / total
    return "\(done)/\(total) \(unit) (\(share) %), " + String(format: "%.1f/s", rate) + ", \(Self.clock(left)) left"
  }

  private static func clock(_ seconds: Int) -> String {
    seconds < 3600
      ? String(format: "%d:%02d", seconds / 60, seconds % 60)
      : String(format: "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
  }
}
