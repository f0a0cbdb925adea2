/// A sample type of ``Raster``: 8 or 16 bits as files store them, or floating point with white at 1.
public protocol PixelSample: Sendable, Equatable {
  /// The value of white: 255, 65535 or 1.
  static var white: Float { get }
  /// The sample in the units of its type, 0 to ``white`` for integers.
  var real: Float { get }
  /// The sample on the scale of 0 to 255, on which harmonization results are published.
  var level: Double { get }
  /// The nearest sample to a value in the units of the type; integers clamp and NaN becomes 0, `Float` takes it as it is.
  init(nearest value: Float)
  /// The nearest sample to a value that is known to be in 0 to ``white``; compiles to vector instructions. Halves go to even.
  init(rounding value: Float)
  /// The nearest sample to a value in 0...1; values outside and NaN clamp.
  init(unit value: Float)
}

extension PixelSample {
  /// The value in 0...1 (`Float` samples as they are).
  @inlinable @inline(__always) public var unit: Float { real * (1 / Self.white) }
}

extension UInt8: PixelSample {
  /// 255.
  @inlinable @inline(__always) public static var white: Float { 255 }
  /// The sample as a float.
  @inlinable @inline(__always) public var real: Float { Float(self) }
  /// The sample itself.
  @inlinable @inline(__always) public var level: Double { Double(self) }

  /// Rounds halves up, clamps; NaN is 0.
  @inlinable @inline(__always) public init(nearest value: Float) {
    let raised = value + 0.5
    guard raised >= 0 else { self = 0; return }
    self = raised >= 256 ? 255 : UInt8(raised)
  }

  /// Rounds a value in 0...255.
  @inlinable @inline(__always) public init(rounding value: Float) { self.init(truncatingIfNeeded: value.roundedBits) }

  /// Rounds to the nearest of 256 levels.
  @inlinable @inline(__always) public init(unit value: Float) {
    self = UInt8(Swift.max(0, Swift.min(1, value)) * 255 + 0.5)
  }
}

extension UInt16: PixelSample {
  /// 65535.
  @inlinable @inline(__always) public static var white: Float { 65535 }
  /// The sample as a float.
  @inlinable @inline(__always) public var real: Float { Float(self) }
  /// The sample divided by 257, so that 65535 is 255.
  @inlinable @inline(__always) public var level: Double { Double(self) / 257 }

  /// Rounds halves up, clamps; NaN is 0.
  @inlinable @inline(__always) public init(nearest value: Float) {
    let raised = value + 0.5
    guard raised >= 0 else { self = 0; return }
    self = raised >= 65536 ? 65535 : UInt16(raised)
  }

  /// Rounds a value in 0...65535.
  @inlinable @inline(__always) public init(rounding value: Float) { self.init(truncatingIfNeeded: value.roundedBits) }

  /// Rounds to the nearest of 65536 levels.
  @inlinable @inline(__always) public init(unit value: Float) {
    self = UInt16(Swift.max(0, Swift.min(1, value)) * 65535 + 0.5)
  }
}

extension Float: PixelSample {
  /// 1.
  @inlinable @inline(__always) public static var white: Float { 1 }
  /// The sample itself.
  @inlinable @inline(__always) public var real: Float { self }
  /// 255 times the sample.
  @inlinable @inline(__always) public var level: Double { Double(self) * 255 }
  /// The value itself.
  @inlinable @inline(__always) public init(nearest value: Float) { self = value }
  /// The value itself.
  @inlinable @inline(__always) public init(rounding value: Float) { self = value }
  /// The value clamped to 0...1.
  @inlinable @inline(__always) public init(unit value: Float) { self = Swift.max(0, Swift.min(1, value)) }

  /// The nearest integer of a value in 0 ..< 2^22: after adding 2^23 it is what the lowest bits contain. A conversion would
  /// check its range, which keeps the compiler from vectorizing.
  @inlinable @inline(__always) var roundedBits: UInt32 { (self + 8_388_608).bitPattern & 0x7F_FFFF }
}
