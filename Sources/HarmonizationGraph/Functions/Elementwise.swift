/// max(x, 0).
public func relu(_ x: Value) -> Value { activation(.relu, x) }

/// min(max(x, 0), 6) (Krizhevsky 2010), the nonlinearity of networks that are meant to be quantized.
public func relu6(_ x: Value) -> Value { clamp(x, 0...6) }

/// The nearest value in a range.
public func clamp(_ x: Value, _ range: ClosedRange<Double>) -> Value {
  activation(.clamp(lower: range.lowerBound, upper: range.upperBound), x)
}

/// 1 where `x` is above the threshold, 0 elsewhere.
public func step(_ x: Value, above threshold: Double) -> Value { activation(.step(threshold: threshold), x) }

/// |x|.
public func abs(_ x: Value) -> Value { activation(.absolute, x) }

/// The larger of two values, broadcast.
public func maximum(_ a: Value, _ b: Value) -> Value { a.builder.append(.maximum, [a, b], at: a.path) }

/// The smaller of two values, broadcast.
public func minimum(_ a: Value, _ b: Value) -> Value { a.builder.append(.minimum, [a, b], at: a.path) }

/// Exponential linear unit with alpha 1.
public func elu(_ x: Value) -> Value { activation(.elu, x) }

/// Logistic function.
public func sigmoid(_ x: Value) -> Value { activation(.sigmoid, x) }

/// Hyperbolic tangent.
public func tanh(_ x: Value) -> Value { activation(.tanh, x) }

/// Gaussian error linear unit, with the error function.
public func gelu(_ x: Value) -> Value { activation(.gelu, x) }

/// x where positive, `slope * x` elsewhere.
public func leakyReLU(_ x: Value, slope: Double) -> Value { activation(.leakyReLU(slope: slope), x) }

/// Applies one of the elementwise nonlinearities.
public func activation(_ activation: Activation, _ x: Value) -> Value {
  x.builder.append(.activation(activation), [x], at: x.path)
}

/// Zeroes values while training.
public func dropout(_ x: Value, _ probability: Double, channelwise: Bool = false) -> Value {
  x.builder.append(.dropout(probability: probability, channelwise: channelwise), [x], at: x.path)
}

/// Normalized exponential along `axis`, the batch being axis 0.
public func softmax(_ x: Value, axis: Int) -> Value { x.builder.append(.softmax(axis: axis), [x], at: x.path) }

extension Value {
  /// Sum, broadcast.
  public static func + (a: Value, b: Value) -> Value { a.builder.append(.addition, [a, b], at: a.path) }

  /// Product, broadcast.
  public static func * (a: Value, b: Value) -> Value { a.builder.append(.multiplication, [a, b], at: a.path) }

  /// Quotient, broadcast.
  public static func / (a: Value, b: Value) -> Value { a.builder.append(.division, [a, b], at: a.path) }

  /// Difference, broadcast.
  public static func - (a: Value, b: Value) -> Value { a + -1.0 * b }

  /// Product with a constant.
  public static func * (scale: Double, x: Value) -> Value {
    x.builder.append(.affine(scale: scale, offset: 0), [x], at: x.path)
  }

  /// A constant minus the tensor.
  public static func - (constant: Double, x: Value) -> Value {
    x.builder.append(.affine(scale: -1, offset: constant), [x], at: x.path)
  }

  /// A constant added to the tensor.
  public static func + (x: Value, constant: Double) -> Value {
    x.builder.append(.affine(scale: 1, offset: constant), [x], at: x.path)
  }

  /// Where the value was computed; results without parameters take the place of what they are computed from.
  var path: Path { builder.path(of: self) }
}
