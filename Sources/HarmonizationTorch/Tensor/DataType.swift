import CHarmonizationTorch

extension Tensor {
  /// The type of a tensor's elements, named as in PyTorch.
  public enum DataType: String, Hashable, Sendable, CaseIterable {
    case float64, float32, float16, bfloat16, int64, int32, uint8, bool

    /// The size of an element in bytes.
    public var byteCount: Int {
      switch self {
      case .float64, .int64: 8
      case .float32, .int32: 4
      case .float16, .bfloat16: 2
      case .uint8, .bool: 1
      }
    }

    var code: Int32 {
      switch self {
      case .float64: Int32(HARMONIZE_FLOAT64)
      case .float32: Int32(HARMONIZE_FLOAT32)
      case .float16: Int32(HARMONIZE_FLOAT16)
      case .bfloat16: Int32(HARMONIZE_BFLOAT16)
      case .int64: Int32(HARMONIZE_INT64)
      case .int32: Int32(HARMONIZE_INT32)
      case .uint8: Int32(HARMONIZE_UINT8)
      case .bool: Int32(HARMONIZE_BOOL)
      }
    }

    init?(code: Int32) {
      guard let type = Self.allCases.first(where: { $0.code == code }) else { return nil }
      self = type
    }
  }

  /// The order of an image's elements in memory; the shape stays [batch, channels, height, width].
  public enum MemoryFormat: Hashable, Sendable {
    /// As the source has it.
    case preserve
    /// C order.
    case contiguous
    /// The channels of a pixel side by side, which convolutions on CPUs and tensor cores prefer. Only for four axes.
    case channelsLast

    var code: Int32 {
      switch self {
      case .preserve: Int32(HARMONIZE_PRESERVE)
      case .contiguous: Int32(HARMONIZE_CONTIGUOUS)
      case .channelsLast: Int32(HARMONIZE_CHANNELS_LAST)
      }
    }
  }
}
