extension StateDictionary {
  /// Refuses weights with which no network computes anything.
  /// - Throws: `notFinite` with the first tensor that has a value that is infinite or not a number.
  public func checkFinite() throws(CheckpointError) {
    for (name, tensor) in self {
      let count = tensor.nonFiniteCount
      guard count > 0 else { continue }
      let first = tensor.doubles().first { !$0.isFinite } ?? .nan
      throw CheckpointError(.notFinite(tensor: name, value: first, count: count))
    }
  }
}

extension CheckpointTensor {
  /// The number of elements that are infinite or not a number, told by their exponents.
  public var nonFiniteCount: Int {
    func count<Bits: FixedWidthInteger & BitwiseCopyable>(_ exponent: Bits) -> Int {
      var count = 0
      withUnsafeBytes { bytes in
        // Without overflow checks, so that it runs at memory speed.
        guard let start = bytes.baseAddress else { return }
        for index in 0..<bytes.count / MemoryLayout<Bits>.size {
          let bits = start.loadUnaligned(fromByteOffset: index &* MemoryLayout<Bits>.size, as: Bits.self)
          count &+= bits & exponent == exponent ? 1 : 0
        }
      }
      return count
    }
    return switch dataType {
    case .float64: count(0x7FF0_0000_0000_0000 as UInt64)
    case .float32: count(0x7F80_0000 as UInt32)
    case .float16: count(0x7C00 as UInt16)
    case .bfloat16: count(0x7F80 as UInt16)
    default: 0
    }
  }
}
