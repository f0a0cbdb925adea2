import Foundation

/// Hands values from one thread to another, a few at a time: whoever is faster waits.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private let capacity: Int
  private var items: [Element] = []
  private var isFinished = false

  init(capacity: Int) { self.capacity = max(capacity, 1) }

  /// Waits for room and adds a value.
  ///
  /// - Returns: false if the other side wants no more.
  func push(_ element: Element) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while items.count >= capacity, !isFinished { condition.wait() }
    guard !isFinished else { return false }
    items.append(element)
    condition.broadcast()
    return true
  }

  /// Waits for a value; nil when there will be none.
  func pop() -> Element? {
    condition.lock()
    defer { condition.unlock() }
    while items.isEmpty, !isFinished { condition.wait() }
    guard !items.isEmpty else { return nil }
    let element = items.removeFirst()
    condition.broadcast()
    return element
  }

  /// Says that no more is added or wanted; what is in it can still be taken.
  func finish() {
    condition.lock()
    isFinished = true
    condition.broadcast()
    condition.unlock()
  }
}
