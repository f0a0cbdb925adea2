import Foundation
import HarmonizationPixels

/// The 8x8 discrete cosine transform of JPEG (ITU-T T.81, A.3.3), orthonormal, eight columns at a time.
enum BlockTransform {
  /// `basis[4 * u + k]` = c(u) / 2 * cos((2k + 1) u pi / 16) for k in 0..<4; the other half follows by symmetry.
  static let basis: [Float] = (0..<8).flatMap { u -> [Float] in
    let scale: Double = u == 0 ? 0.5 * 0.5.squareRoot() : 0.5
    return (0..<4).map { k -> Float in
      let angle = Double((2 * k + 1) * u) * Double.pi / 16
      return Float(scale * cos(angle))
    }
  }

  /// Transforms along rows of vectors: `block[8 * u + x]` = sum over k of basis(u, k) * `block[8 * k + x]`.
  @inline(__always)
  static func forward(_ block: UnsafeMutablePointer<Float>, _ basis: UnsafePointer<Float>) {
    let (a, b, c, d) = (block[lanes: 0], block[lanes: 1], block[lanes: 2], block[lanes: 3])
    let (e, f, g, h) = (block[lanes: 7], block[lanes: 6], block[lanes: 5], block[lanes: 4])
    let sums = (a + e, b + f, c + g, d + h)
    let differences = (a - e, b - f, c - g, d - h)
    for u in 0..<8 {
      let row = basis + 4 * u
      let v = u & 1 == 0 ? sums : differences
      let low: Lanes = v.0 * row[0] + v.1 * row[1]
      block[lanes: u] = low + v.2 * row[2] + v.3 * row[3]
    }
  }

  /// The inverse of `forward`.
  @inline(__always)
  static func inverse(_ block: UnsafeMutablePointer<Float>, _ basis: UnsafePointer<Float>) {
    var even = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    var odd = even
    for u in stride(from: 0, to: 8, by: 2) {
      let (p, q) = (block[lanes: u], block[lanes: u + 1])
      let (e, o) = (basis + 4 * u, basis + 4 * u + 4)
      even = (even.0 + p * e[0], even.1 + p * e[1], even.2 + p * e[2], even.3 + p * e[3])
      odd = (odd.0 + q * o[0], odd.1 + q * o[1], odd.2 + q * o[2], odd.3 + q * o[3])
    }
    block[lanes: 0] = even.0 + odd.0
    block[lanes: 1] = even.1 + odd.1
    block[lanes: 2] = even.2 + odd.2
    block[lanes: 3] = even.3 + odd.3
    block[lanes: 4] = even.3 - odd.3
    block[lanes: 5] = even.2 - odd.2
    block[lanes: 6] = even.1 - odd.1
    block[lanes: 7] = even.0 - odd.0
  }

  /// Exchanges rows and columns.
  @inline(__always)
  static func transpose(_ block: UnsafeMutablePointer<Float>) {
    for y in 0..<8 {
      for x in 0..<y {
        let kept = block[8 * y + x]
        block[8 * y + x] = block[8 * x + y]
        block[8 * x + y] = kept
      }
    }
  }
}
