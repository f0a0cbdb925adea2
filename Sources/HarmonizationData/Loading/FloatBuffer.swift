/// A fixed block of floats that many threads fill side by side, then no one changes.
///
/// Sendable by discipline: while a batch is made, every sample writes to its own part; after that it is only read.
public final class FloatBuffer: @unchecked Sendable {
  /// Extents, outermost first, such as [16, 3, 256, 256].
  public let shape: [Int]
  private let storage: UnsafeMutableBufferPointer<Float>

  private let pool: BufferPool

  init(shape: [Int], pool: BufferPool) {
    self.shape = shape
    self.pool = pool
    storage = pool.take(shape.reduce(1, *))
  }

  deinit { pool.give(storage) }

  /// The number of floats.
  public var count: Int { storage.count }

  /// Calls `body` with the floats, in the order of `shape`; the pointer must not leave it.
  public func withUnsafeBufferPointer<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result
  {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeBufferPointer(storage))
  }

  /// A copy of the floats.
  public var array: [Float] { withUnsafeBufferPointer { Array($0) } }

  /// The part that belongs to item `index` of the outermost extent.
  func part(_ index: Int) -> UnsafeMutablePointer<Float>? {
    guard let items = shape.first, (0..<items).contains(index), let base = storage.baseAddress else { return nil }
    return base + index * (storage.count / items)
  }
}
