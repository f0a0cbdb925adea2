import Foundation
import Synchronization

/// How many pieces of long work are done, how fast that goes and how long the rest will take. Any thread may advance it.
final class ProgressLine: Sendable {
  private let line = StatusLine(interval: .milliseconds(100), elsewhere: .seconds(10))
  private let total: Int?
  private let unit: String
  private let start = ContinuousClock.now
  private let done = Atomic(0)

  /// For `total` pieces called `unit`; nil if it is not known how many there are.
  init(total: Int?, unit: String) {
    self.total = total
    self.unit = unit
  }

  /// Counts a finished piece.
  func advance() {
    let done = done.add(1, ordering: .relaxed).newValue
    line.show(isLast: done == total) { _ in text(done) }
  }

  /// Writes a message above the progress.
  func note(_ message: String) { line.note(message) }

  /// Ends the line.
  func finish() { line.finish() }

  private func text(_ done: Int) -> String {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let rate = Double(done) / max(seconds, 1e-3)
    let speed = String(format: "%.1f/s", rate)
    guard let total else { return "\(done) \(unit), \(speed)" }
    let left = Int((Double(total - done) / max(rate, 1e-9)).rounded())
    let share = total == 0 ? 100 : 100 * done / total
    return "\(done)/\(total) \(unit) (\(share) %), \(speed), \(StatusLine.clock(left)) left"
  }
}
