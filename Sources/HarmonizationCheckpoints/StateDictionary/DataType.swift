extension CheckpointTensor {
  /// The type of a tensor's elements, named as in PyTorch.
  public enum DataType: String, Sendable, CaseIterable {
    case float64, float32, float16, bfloat16
    case int64, int32, int16, int8, uint8
    case bool

    /// The size of an element in bytes.
    public var byteCount: Int {
      switch self {
      case .float64, .int64: 8
      case .float32, .int32: 4
      case .float16, .bfloat16, .int16: 2
      case .int8, .uint8, .bool: 1
      }
    }

    /// Whether the elements are floating-point numbers.
    public var isFloatingPoint: Bool {
      switch self {
      case .float64, .float32, .float16, .bfloat16: true
      default: false
      }
    }
  }
}

/// A precision that weights can be stored in.
public enum WeightPrecision: String, Sendable, CaseIterable {
  case float32, float16, bfloat16

  /// The element type of a tensor in this precision.
  public var dataType: CheckpointTensor.DataType {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    }
  }
}
