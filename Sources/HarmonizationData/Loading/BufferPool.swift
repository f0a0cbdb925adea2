import Foundation

/// Memory of batches that were let go, kept for the next ones: fresh pages cost more than filling them.
final class BufferPool: @unchecked Sendable {
  private let lock = NSLock()
  private var free: [UnsafeMutableBufferPointer<Float>] = []
  private let limit: Int

  /// Keeps at most `limit` blocks.
  init(limit: Int) { self.limit = limit }

  deinit { for block in free { block.deallocate() } }

  /// A block of exactly `count` floats with whatever contents.
  func take(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
    lock.lock()
    defer { lock.unlock() }
    guard let index = free.lastIndex(where: { $0.count == count }) else { return .allocate(capacity: count) }
    return free.remove(at: index)
  }

  /// Takes a block back.
  func give(_ block: UnsafeMutableBufferPointer<Float>) {
    lock.lock()
    defer { lock.unlock() }
    if free.count < limit { free.append(block) } else { block.deallocate() }
  }
}
