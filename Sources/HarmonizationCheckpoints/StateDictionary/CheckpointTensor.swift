/// One tensor of a checkpoint: contiguous (C order), little-endian elements that may lie in a memory-mapped file.
///
/// Copying the value copies no elements. The start may be unaligned, as checkpoints do not align what they hold.
public struct CheckpointTensor: Sendable {
  /// The type of the elements.
  public let dataType: DataType
  /// The dimensions, outermost first; empty for a scalar.
  public let shape: [Int]
  /// The elements; exactly as many bytes as type and shape need.
  let view: ByteView

  /// The number of elements.
  public var elementCount: Int { view.count / dataType.byteCount }
  /// The size of all elements in bytes.
  public var byteCount: Int { view.count }

  /// A tensor over bytes that are already there.
  /// - Throws: `corrupt` if the number of bytes is not what type and shape need, `limitExceeded` for absurd shapes.
  init(dataType: DataType, shape: [Int], view: ByteView) throws(CheckpointError) {
    let count = try Self.byteCount(of: shape, dataType: dataType)
    guard count == view.count else {
      throw CheckpointError(.corrupt("shape \(shape) of \(dataType.rawValue) needs \(count) bytes, not \(view.count)"))
    }
    self.dataType = dataType
    self.shape = shape
    self.view = view
  }

  /// A tensor of Float32 elements in C order.
  /// - Throws: `corrupt` if the number of elements is not the shape's.
  public init(_ elements: [Float], shape: [Int]) throws(CheckpointError) {
    let storage = elements.withUnsafeBytes { bytes in
      ByteStorage(count: bytes.count) { $0.copyMemory(from: bytes) }
    }
    try self.init(dataType: .float32, shape: shape, view: ByteView(storage))
  }

  /// A tensor whose elements are written by a closure, without another copy; the buffer is zeroed before.
  /// - Throws: `limitExceeded` for absurd shapes.
  public init(dataType: DataType, shape: [Int], fill: (UnsafeMutableRawBufferPointer) -> Void) throws(CheckpointError) {
    let count = try Self.byteCount(of: shape, dataType: dataType)
    try self.init(dataType: dataType, shape: shape, view: ByteView(ByteStorage(count: count, fill: fill)))
  }

  /// The elements' bytes, valid during the call; they may start at any address.
  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try view.withUnsafeBytes(body)
  }

  /// The bytes that a shape needs, with every step checked for overflow.
  static func byteCount(of shape: [Int], dataType: DataType) throws(CheckpointError) -> Int {
    guard shape.count <= maximumRank else {
      throw CheckpointError(.limitExceeded("a tensor of \(shape.count) dimensions"))
    }
    var count = dataType.byteCount
    for dimension in shape where dimension != 0 {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension > 0, !overflow else { throw CheckpointError(.limitExceeded("the shape \(shape)")) }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  /// PyTorch's own limit.
  static let maximumRank = 64
}

extension CheckpointTensor: Equatable {
  /// Whether type, shape and every bit agree.
  public static func == (left: CheckpointTensor, right: CheckpointTensor) -> Bool {
    guard left.dataType == right.dataType, left.shape == right.shape else { return false }
    return left.withUnsafeBytes { a in right.withUnsafeBytes { b in a.elementsEqual(b) } }
  }
}
