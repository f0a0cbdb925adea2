import HarmonizationCheckpoints
import HarmonizationNetworks

/// Turns the parameters of a pixel, whatever they mean, into vectors that are multiplied with terms of its colour. All forms but the
/// polynomial become an affine map of sRGB, with the normalization of the network's input folded in.
struct ParameterEncoder {
  let terms: ParameterMap.Terms
  private let form: PixelwiseTransform.Form
  /// (value - mean) / deviation as a scale and an offset.
  private let scale: SIMD3<Float>
  private let offset: SIMD3<Float>

  init(_ transform: PixelwiseTransform, _ normalization: Normalization) {
    form = transform.form
    func channel(_ value: (Int) -> Double) -> SIMD3<Float> { SIMD3(Float(value(0)), Float(value(1)), Float(value(2))) }
    scale = channel { 1 / normalization.standardDeviation[$0] }
    offset = channel { -normalization.mean[$0] / normalization.standardDeviation[$0] }
    terms =
      form == .polynomial
      ? .polynomial(scale: SIMD4(scale, 1), offset: SIMD4(offset, 0)) : .affine
  }

  /// Appends one vector for each term: what the term adds to red, green and blue, and 0.
  ///
  /// - Parameters:
  ///   - p: gives the pixel's parameters by their number.
  ///   - vectors: what is appended to.
  func append(_ p: (Int) -> Float, to vectors: inout [SIMD4<Float>]) {
    if form == .polynomial {
      for term in 0..<9 { vectors.append(SIMD4(p(term), p(9 + term), p(18 + term), 0)) }
      return
    }
    // M (s c + o) + b as (M s) c + (M o + b).
    let (red, green, blue, summand) = affine(p)
    vectors.append(SIMD4(red * scale.x, 0))
    vectors.append(SIMD4(green * scale.y, 0))
    vectors.append(SIMD4(blue * scale.z, 0))
    vectors.append(SIMD4(red * offset.x + green * offset.y + blue * offset.z + summand, 0))
  }

  private typealias Affine = (red: SIMD3<Float>, green: SIMD3<Float>, blue: SIMD3<Float>, summand: SIMD3<Float>)

  /// The columns of the matrix, and what is added.
  private func affine(_ p: (Int) -> Float) -> Affine {
    switch form {
    case .affine, .polynomial:
      (SIMD3(p(0), p(3), p(6)), SIMD3(p(1), p(4), p(7)), SIMD3(p(2), p(5), p(8)), SIMD3(p(9), p(10), p(11)))
    case .symmetric(let hasOffset):
      (
        SIMD3(p(0), p(3), p(5)), SIMD3(p(3), p(1), p(4)), SIMD3(p(5), p(4), p(2)),
        hasOffset ? SIMD3(p(6), p(7), p(8)) : .zero
      )
    case .replacement: (.zero, .zero, .zero, SIMD3(p(0), p(1), p(2)))
    case .product: (SIMD3(p(0), 0, 0), SIMD3(0, p(1), 0), SIMD3(0, 0, p(2)), .zero)
    case .sum: (SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1), SIMD3(p(0), p(1), p(2)))
    }
  }
}
