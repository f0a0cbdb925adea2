/// Linear steps of the colour spaces that recolouring works in; all take RGB as encoded in files (not linear light), in
/// 0...1, as the published methods and iHarmony4 do.
package enum ColourSpaces {
  /// RGB to the cone responses LMS (Reinhard et al. 2001, equation 4).
  static let lmsFromRGB = Matrix3(
    SIMD3(0.3811, 0.5783, 0.0402), SIMD3(0.1967, 0.7244, 0.0782), SIMD3(0.0241, 0.1288, 0.8444))

  /// The exact inverse of `lmsFromRGB`, which the paper prints with four decimals (equation 10).
  static let rgbFromLMS = lmsFromRGB.inverse ?? .identity

  /// Logarithms of LMS to l-alpha-beta (Ruderman et al. 1998; Reinhard et al. 2001, equation 6). A rotation.
  static let lAlphaBetaFromLogLMS: Matrix3 = {
    let (a, b, c) = (1 / 3.0.squareRoot(), 1 / 6.0.squareRoot(), 1 / 2.0.squareRoot())
    return Matrix3(SIMD3(a, a, a), SIMD3(b, b, -2 * b), SIMD3(c, -c, 0))
  }()

  /// RGB to YCbCr with full range, chroma without its offset of one half (ITU-R BT.601, as in JPEG/JFIF).
  package static let yccFromRGB = Matrix3(
    Luma.bt601, SIMD3(-0.299, -0.587, 0.886) / 1.772, SIMD3(0.701, -0.587, -0.114) / 1.402)

  /// The exact inverse of `yccFromRGB`.
  static let rgbFromYCC = yccFromRGB.inverse ?? .identity

  /// The offset that brings chroma into 0...1.
  static let chromaOffset = SIMD3<Double>(0, 0.5, 0.5)

  /// Added before a logarithm is taken and subtracted after its inverse, so that black stays black and a map that changes
  /// nothing is exactly the identity; about one level of 8 bits.
  static let logOffset: Float = 1 / 256
}
