#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// `base` to the power `exponent`, 0 for negative bases.
func power(_ base: Double, _ exponent: Double) -> Double { base > 0 ? pow(base, exponent) : 0 }

/// A run of pixels as three planes, which belong to whoever allocated them.
struct Planes {
  let red: UnsafeMutablePointer<Float>
  let green: UnsafeMutablePointer<Float>
  let blue: UnsafeMutablePointer<Float>
  let count: Int

  /// The first `count` pixels.
  func prefix(_ count: Int) -> Planes { Planes(red: red, green: green, blue: blue, count: min(count, self.count)) }

  /// Replaces every pixel.
  @inline(__always) func map(_ body: ((Float, Float, Float)) -> (Float, Float, Float)) {
    for i in 0..<count { (red[i], green[i], blue[i]) = body((red[i], green[i], blue[i])) }
  }

  func copy(to other: Planes) {
    other.red.update(from: red, count: count)
    other.green.update(from: green, count: count)
    other.blue.update(from: blue, count: count)
  }
}

/// A 3x3 matrix, row by row.
struct Matrix3: Sendable, Equatable {
  let elements: [Double]

  /// Takes nine finite numbers; nil for anything else.
  init?(_ elements: [Double]) {
    guard elements.count == 9, elements.allSatisfy(\.isFinite) else { return nil }
    self.elements = elements
  }

  /// `d` on the diagonal, else 0.
  init(diagonal d: Double) { elements = [d, 0, 0, 0, d, 0, 0, 0, d] }

  static func * (a: Matrix3, b: Matrix3) -> Matrix3? {
    var product = [Double](repeating: 0, count: 9)
    for row in 0..<3 {
      for column in 0..<3 {
        for k in 0..<3 { product[row * 3 + column] += a.elements[row * 3 + k] * b.elements[k * 3 + column] }
      }
    }
    return Matrix3(product)
  }

  /// Nil where the matrix is singular.
  var inverse: Matrix3? {
    let m = elements
    func minor(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Double { m[a] * m[d] - m[b] * m[c] }
    let adjugate = [
      minor(4, 5, 7, 8), minor(2, 1, 8, 7), minor(1, 2, 4, 5),
      minor(5, 3, 8, 6), minor(0, 2, 6, 8), minor(2, 0, 5, 3),
      minor(3, 4, 6, 7), minor(1, 0, 7, 6), minor(0, 1, 3, 4),
    ]
    let determinant = m[0] * adjugate[0] + m[1] * adjugate[3] + m[2] * adjugate[6]
    return abs(determinant) > 1e-9 ? Matrix3(adjugate.map { $0 / determinant }) : nil
  }
}

/// A matrix in the precision of pixels.
struct FloatMatrix: Sendable {
  private let m: (Float, Float, Float, Float, Float, Float, Float, Float, Float)

  init(_ matrix: Matrix3) {
    let e = matrix.elements.map { Float($0) }
    m = (e[0], e[1], e[2], e[3], e[4], e[5], e[6], e[7], e[8])
  }

  @inline(__always) func applied(to v: (Float, Float, Float)) -> (Float, Float, Float) {
    let x = m.0 * v.0 + m.1 * v.1 + m.2 * v.2
    let y = m.3 * v.0 + m.4 * v.1 + m.5 * v.2
    let z = m.6 * v.0 + m.7 * v.1 + m.8 * v.2
    return (x, y, z)
  }
}
