/// A sample type of native pictures and masks: how it reads as 0...1 and how a value is rounded back.
///
/// `UInt8`, `UInt16` and `Float` conform; a transfer is compiled for these.
public protocol TransferSample: Sendable {
  /// The value of this sample, 0...1 where it is an integer.
  var unitValue: Float { get }
  /// The nearest sample to a value; integers expect 0...1.
  init(transferred value: Float)
}

/// Rounds `value * white` to the nearest integer, half to even, with the adder itself: at 2^23 the spacing of floats is 1,
/// so the low bits of the sum are the integer.
@inline(__always)
private func nearest(_ value: Float, white: Float) -> UInt32 { (value * white + 0x1p23).bitPattern }

extension UInt8: TransferSample {
  /// This sample divided by 255.
  public var unitValue: Float { Float(self) * (1 / 255) }

  /// The nearest 8-bit sample to a value in 0...1.
  public init(transferred value: Float) { self = UInt8(truncatingIfNeeded: nearest(value, white: 255)) }
}

extension UInt16: TransferSample {
  /// This sample divided by 65535.
  public var unitValue: Float { Float(self) * (1 / 65535) }

  /// The nearest 16-bit sample to a value in 0...1.
  public init(transferred value: Float) { self = UInt16(truncatingIfNeeded: nearest(value, white: 65535)) }
}

extension Float: TransferSample {
  /// The sample itself.
  public var unitValue: Float { self }

  /// The value itself.
  public init(transferred value: Float) { self = value }
}
