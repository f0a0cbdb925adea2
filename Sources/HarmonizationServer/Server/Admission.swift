import Foundation

/// Lets a few requests work at a time and some more wait; all others are sent away at once.
final class Admission: @unchecked Sendable {
  // `@unchecked`: everything is guarded by the condition.
  private let condition = NSCondition()
  private var running = 0
  private var waiting = 0
  private let limits: ServerLimits

  init(_ limits: ServerLimits) { self.limits = limits }

  /// Calls `body` when it is its turn.
  ///
  /// - Throws: ``Problem`` 429 if too many wait; what `body` throws.
  func withTurn<Result>(_ body: () throws -> Result) throws -> Result {
    try enter()
    defer { leave() }
    return try body()
  }

  private func enter() throws(Problem) {
    condition.lock()
    defer { condition.unlock() }
    guard running >= limits.running else {
      running += 1
      return
    }
    guard waiting < limits.waiting else {
      var problem = Problem(429, "\(waiting) requests are waiting already; try again in a moment")
      problem.retryAfter = max(1, waiting / max(limits.running, 1) / 2)
      throw problem
    }
    waiting += 1
    while running >= limits.running { condition.wait() }
    waiting -= 1
    running += 1
  }

  private func leave() {
    condition.lock()
    running -= 1
    condition.signal()
    condition.unlock()
  }
}
