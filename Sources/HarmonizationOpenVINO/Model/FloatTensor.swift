/// A float32 tensor in the host's memory, row-major: inputs and outputs of a model.
public struct FloatTensor: Sendable, Equatable {
  /// The extents, outermost first.
  public let shape: [Int]
  /// The values; as many as the extents multiply to.
  public let values: [Float]

  /// - Throws: `OpenVINOError.invalidShape` unless the extents multiply to the number of values.
  public init(shape: [Int], values: [Float]) throws {
    guard elementCount(shape) == values.count else {
      throw OpenVINOError.invalidShape(name: "tensor", shape: shape, values: values.count)
    }
    self.shape = shape
    self.values = values
  }
}

/// The product of the extents; nil when one is negative or the product (in bytes) leaves the range of Int.
func elementCount(_ shape: [Int]) -> Int? {
  var count = 1
  for extent in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: extent)
    guard extent >= 0, !overflow else { return nil }
    count = product
  }
  return count <= Int.max / MemoryLayout<Float>.stride ? count : nil
}
