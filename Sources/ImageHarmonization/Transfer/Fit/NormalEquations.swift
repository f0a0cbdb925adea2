/// Four rows of four numbers: row i belongs to feature i of (red, green, blue, 1).
struct Matrix4 {
  var red = SIMD4<Float>.zero
  var green = SIMD4<Float>.zero
  var blue = SIMD4<Float>.zero
  var one = SIMD4<Float>.zero

  /// `column` times `row`.
  @inline(__always)
  init(outer column: SIMD4<Float>, _ row: SIMD4<Float>) {
    red = column.x * row
    green = column.y * row
    blue = column.z * row
    one = column.w * row
  }

  init() {}

  init(diagonal value: Float) {
    red.x = value
    green.y = value
    blue.z = value
    one.w = value
  }

  @inline(__always)
  mutating func add(_ other: Matrix4, times factor: Float) {
    red.addProduct(other.red, factor)
    green.addProduct(other.green, factor)
    blue.addProduct(other.blue, factor)
    one.addProduct(other.one, factor)
  }

  /// Row 0 (red) to 3 (one).
  @inline(__always)
  subscript(row: Int) -> SIMD4<Float> {
    get {
      switch row {
      case 0: red
      case 1: green
      case 2: blue
      default: one
      }
    }
    set {
      switch row {
      case 0: red = newValue
      case 1: green = newValue
      case 2: blue = newValue
      default: one = newValue
      }
    }
  }

  /// The product of this matrix and `other`.
  func times(_ other: Matrix4) -> Matrix4 {
    var product = Matrix4()
    product.red = other.combined(red)
    product.green = other.combined(green)
    product.blue = other.combined(blue)
    product.one = other.combined(one)
    return product
  }

  /// The rows weighted by the lanes of `weights`: a row vector times this matrix.
  @inline(__always)
  func combined(_ weights: SIMD4<Float>) -> SIMD4<Float> {
    (red * weights.x + green * weights.y) + (blue * weights.z + one * weights.w)
  }
}

extension SIMD4<Float> {
  /// Adds `other * factor`, in two roundings: a fused multiply-add is a library call on processors without one.
  @inline(__always)
  mutating func addProduct(_ other: SIMD4<Float>, _ factor: Float) { self += other * factor }
}

/// Weighted least squares of the colour change d = output - input on f = (red, green, blue, 1): the sums that decide it.
///
/// Fitting the change instead of the output makes identity the zero map, so that what a network left alone stays exact.
struct NormalEquations {
  /// Sum of w f f^T.
  var gram = Matrix4()
  /// Sum of w f d^T; the fourth lane is unused.
  var product = Matrix4()

  /// Sum of the weights.
  var mass: Float { gram.one.w }

  init() {}

  @inline(__always)
  init(colour: SIMD4<Float>, change: SIMD4<Float>) {
    gram = Matrix4(outer: colour, colour)
    product = Matrix4(outer: colour, change)
  }

  @inline(__always)
  mutating func add(_ other: NormalEquations, times factor: Float) {
    gram.add(other.gram, times: factor)
    product.add(other.product, times: factor)
  }

  /// The map B that solves gram B = product, by Gauss-Jordan elimination; the Gram matrix is positive definite (ridge).
  func solved() -> Matrix4 {
    var rest = self
    for lane in 0..<4 {
      let scale = 1 / rest.gram[lane][lane]
      let (row, change) = (rest.gram[lane] * scale, rest.product[lane] * scale)
      let factors = SIMD4(rest.gram.red[lane], rest.gram.green[lane], rest.gram.blue[lane], rest.gram.one[lane])
      rest.gram.add(Matrix4(outer: factors, row), times: -1)
      rest.product.add(Matrix4(outer: factors, change), times: -1)
      rest.gram[lane] = row
      rest.product[lane] = change
    }
    return rest.product
  }
}
