/// Where a pixel of an enlarged row or column is between the values that it is made of: Keys' cubic convolution with coefficient
/// -0.75 between half-pixel centres, without antialiasing, as PyTorch's `bicubic`.
struct BicubicTap: Sendable {
  /// The first of the four values, at least -2; those outside repeat the border.
  let first: Int
  /// What each of the four counts; they sum to 1.
  let weights: SIMD4<Float>

  /// For pixel `pixel` of `length` made of `count` values.
  init(pixel: Int, of length: Int, from count: Int) {
    let position = (Double(pixel) + 0.5) * Double(count) / Double(length) - 0.5
    let whole = position.rounded(.down)
    let fraction = position - whole
    first = Int(whole) - 1
    weights = SIMD4<Float>(
      SIMD4(
        Self.outer(fraction + 1), Self.inner(fraction), Self.inner(1 - fraction), Self.outer(2 - fraction)))
  }

  /// The kernel for distances up to 1.
  private static func inner(_ x: Double) -> Double { (1.25 * x - 2.25) * x * x + 1 }
  /// The kernel for distances from 1 to 2.
  private static func outer(_ x: Double) -> Double { ((-0.75 * x + 3.75) * x - 6) * x + 3 }
}
