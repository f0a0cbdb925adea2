/// A colour change at native resolution.
///
/// Called on many threads at the same time, for short runs of pixels in no particular order; only for pixels that the mask
/// touches. Conform with a value whose lookups are cheap.
public protocol PixelTransform: Sendable {
  /// Replaces the colours of a run by their harmonized ones.
  ///
  /// Write finite values; they are clipped to what the photo can hold. Blending with the mask comes afterwards and is not the
  /// transform's business.
  func apply(to span: PixelSpan)
}

/// A run of neighbouring pixels of one row, in planes of `count` values each. Valid during the call that receives it.
public struct PixelSpan {
  /// Column of the first pixel, at native size.
  public let x: Int
  /// Row, at native size.
  public let y: Int
  /// Pixels in the run.
  public let count: Int
  /// sRGB-encoded red, 0...1; read it and write the new value.
  public let red: UnsafeMutablePointer<Float>
  /// sRGB-encoded green, 0...1.
  public let green: UnsafeMutablePointer<Float>
  /// sRGB-encoded blue, 0...1.
  public let blue: UnsafeMutablePointer<Float>
  /// The mask's values, 0...1.
  public let mask: UnsafePointer<Float>

  /// For tests and for callers with pixels of their own.
  public init(
    x: Int, y: Int, count: Int, red: UnsafeMutablePointer<Float>, green: UnsafeMutablePointer<Float>,
    blue: UnsafeMutablePointer<Float>, mask: UnsafePointer<Float>
  ) {
    self.x = x
    self.y = y
    self.count = count
    self.red = red
    self.green = green
    self.blue = blue
    self.mask = mask
  }
}

/// Leaves every colour alone.
public struct IdentityTransform: PixelTransform {
  /// The identity.
  public init() {}
  /// Does nothing.
  public func apply(to span: PixelSpan) {}
}
