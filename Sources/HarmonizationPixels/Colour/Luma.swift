/// Brightness of encoded RGB: the weights of the standards, written once.
public enum Luma {
  /// Weights of red, green and blue in ITU-R BT.601, as JPEG files and most image code use them.
  @inlinable public static var bt601: SIMD3<Double> { SIMD3(0.299, 0.587, 0.114) }

  /// BT.601 luma of one pixel, in the units of its channels.
  @inlinable @inline(__always)
  public static func bt601(red: Float, green: Float, blue: Float) -> Float {
    (0.299 * red + 0.587 * green) + 0.114 * blue
  }

  /// ITU-R BT.709 luma of one pixel, in the units of its channels: closer to perceived brightness for sRGB's primaries.
  @inlinable @inline(__always)
  public static func bt709(red: Float, green: Float, blue: Float) -> Float {
    (0.2126 * red + 0.7152 * green) + 0.0722 * blue
  }
}
