import Synchronization

/// Memory of batches that were let go, kept for the next ones: fresh pages cost more than filling them.
final class BufferPool: Sendable {
  /// `@unchecked`: a block is either in the pool or with its one user.
  private struct Block: @unchecked Sendable {
    let floats: UnsafeMutableBufferPointer<Float>
  }

  private let free = Mutex<[Block]>([])
  private let limit: Int

  /// Keeps at most `limit` blocks.
  init(limit: Int) { self.limit = limit }

  deinit { free.withLock { blocks in for block in blocks { block.floats.deallocate() } } }

  /// A block of exactly `count` floats with whatever contents.
  func take(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
    let kept = free.withLock { blocks in
      blocks.lastIndex { $0.floats.count == count }.map { blocks.remove(at: $0) }
    }
    return kept?.floats ?? .allocate(capacity: count)
  }

  /// Takes a block back.
  func give(_ floats: UnsafeMutableBufferPointer<Float>) {
    let block = Block(floats: floats)
    let isKept = free.withLock { blocks in
      guard blocks.count < limit else { return false }
      blocks.append(block)
      return true
    }
    if !isKept { floats.deallocate() }
  }
}
