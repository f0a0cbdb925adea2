/// A sample type of `Raster` that stands for a value in 0...1.
public protocol PixelSample: Sendable {
  /// The value in 0...1 (`Float` samples as they are).
  var unit: Float { get }
  /// The nearest sample to a value in 0...1; integers clamp and round, `Float` clamps.
  init(unit: Float)
}

extension UInt8: PixelSample {
  /// The sample over 255.
  @inlinable public var unit: Float { Float(self) * (1 / 255) }
  /// Rounds to the nearest of 256 levels; values outside 0...1 and NaN clamp.
  @inlinable public init(unit: Float) { self = UInt8(Swift.max(0, Swift.min(1, unit)) * 255 + 0.5) }
}

extension UInt16: PixelSample {
  /// The sample over 65535.
  @inlinable public var unit: Float { Float(self) * (1 / 65535) }
  /// Rounds to the nearest of 65536 levels; values outside 0...1 and NaN clamp.
  @inlinable public init(unit: Float) { self = UInt16(Swift.max(0, Swift.min(1, unit)) * 65535 + 0.5) }
}

extension Float: PixelSample {
  /// The sample itself.
  @inlinable public var unit: Float { self }
  /// The value clamped to 0...1.
  @inlinable public init(unit: Float) { self = Swift.max(0, Swift.min(1, unit)) }
}
