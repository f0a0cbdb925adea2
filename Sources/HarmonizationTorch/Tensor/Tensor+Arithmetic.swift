import CHarmonizationTorch

extension Tensor {
  /// The sum, broadcast.
  public func adding(_ other: Tensor) throws(TorchError) -> Tensor { try binary("add", HARMONIZE_ADD, with: other) }
  /// The difference, broadcast.
  public func subtracting(_ other: Tensor) throws(TorchError) -> Tensor {
    try binary("subtract", HARMONIZE_SUBTRACT, with: other)
  }
  /// The product, broadcast.
  public func multiplied(by other: Tensor) throws(TorchError) -> Tensor {
    try binary("multiply", HARMONIZE_MULTIPLY, with: other)
  }
  /// The quotient, broadcast.
  public func divided(by other: Tensor) throws(TorchError) -> Tensor {
    try binary("divide", HARMONIZE_DIVIDE, with: other)
  }

  /// Every element plus a number.
  public func adding(_ number: Double) throws(TorchError) -> Tensor {
    try withNumber("add a number", HARMONIZE_ADD_NUMBER, number: number)
  }
  /// Every element times a number.
  public func multiplied(by number: Double) throws(TorchError) -> Tensor {
    try withNumber("multiply by a number", HARMONIZE_MULTIPLY_NUMBER, number: number)
  }
  /// Every element, but at least `bound`.
  public func atLeast(_ bound: Double) throws(TorchError) -> Tensor {
    try withNumber("limit from below", HARMONIZE_AT_LEAST, number: bound)
  }
  /// Every element, but at most `bound`.
  public func atMost(_ bound: Double) throws(TorchError) -> Tensor {
    try withNumber("limit from above", HARMONIZE_AT_MOST, number: bound)
  }

  /// Every element negated.
  public func negated() throws(TorchError) -> Tensor { try unary("negate", HARMONIZE_NEGATE) }
  /// The absolute values.
  public func absolute() throws(TorchError) -> Tensor { try unary("absolute value", HARMONIZE_ABS) }
  /// The squares.
  public func squared() throws(TorchError) -> Tensor { try unary("square", HARMONIZE_SQUARE) }
  /// The square roots.
  public func squareRoot() throws(TorchError) -> Tensor { try unary("square root", HARMONIZE_SQRT) }
  /// The exponentials.
  public func exponential() throws(TorchError) -> Tensor { try unary("exponential", HARMONIZE_EXP) }

  /// The sum over these axes, or over all.
  public func sum(over axes: [Int] = [], keepingAxes: Bool = false) throws(TorchError) -> Tensor {
    try reduce("sum", HARMONIZE_SUM, over: axes, keepingAxes: keepingAxes)
  }
  /// The mean over these axes, or over all.
  public func mean(over axes: [Int] = [], keepingAxes: Bool = false) throws(TorchError) -> Tensor {
    try reduce("mean", HARMONIZE_MEAN, over: axes, keepingAxes: keepingAxes)
  }
  /// The largest value over these axes, or over all.
  public func maximum(over axes: [Int] = [], keepingAxes: Bool = false) throws(TorchError) -> Tensor {
    try reduce("maximum", HARMONIZE_MAXIMUM, over: axes, keepingAxes: keepingAxes)
  }
  /// The smallest value over these axes, or over all.
  public func minimum(over axes: [Int] = [], keepingAxes: Bool = false) throws(TorchError) -> Tensor {
    try reduce("minimum", HARMONIZE_MINIMUM, over: axes, keepingAxes: keepingAxes)
  }
  /// The Euclidean norm over these axes, or over all.
  public func norm(over axes: [Int] = [], keepingAxes: Bool = false) throws(TorchError) -> Tensor {
    try reduce("norm", HARMONIZE_NORM, over: axes, keepingAxes: keepingAxes)
  }

  /// The matrix product over the last two axes; leading axes are broadcast.
  public func matrixProduct(_ other: Tensor) throws(TorchError) -> Tensor {
    try Self.make("matrix product", [self, other]) { api, handles, result in
      api.matrix_product(handles?[0], handles?[1], result)
    }
  }

  private func unary(_ name: String, _ function: Int) throws(TorchError) -> Tensor {
    try Self.make(name, [self]) { api, handles, result in api.unary(Int32(function), handles?[0], result) }
  }

  private func binary(_ name: String, _ function: Int, with other: Tensor) throws(TorchError) -> Tensor {
    try Self.make(name, [self, other]) { api, handles, result in
      api.binary(Int32(function), handles?[0], handles?[1], result)
    }
  }

  private func withNumber(_ name: String, _ function: Int, number: Double) throws(TorchError) -> Tensor {
    try Self.make(name, [self]) { api, handles, result in
      api.with_number(Int32(function), handles?[0], number, result)
    }
  }

  private func reduce(_ name: String, _ function: Int, over axes: [Int], keepingAxes keep: Bool) throws(TorchError)
    -> Tensor
  {
    try Self.make(name, [self]) { api, handles, result in
      Self.withSizes(axes) { api.reduce(Int32(function), handles?[0], $0, $1, keep ? 1 : 0, result) }
    }
  }
}
