/// max(x, 0).
public func relu(_ x: Value) -> Value { activation(.relu, x) }

/// min(max(x, 0), 6).
public func relu6(_ x: Value) -> Value { activation(.relu6, x) }

/// Exponential linear unit with alpha 1.
public func elu(_ x: Value) -> Value { activation(.elu, x) }

/// Logistic function.
public func sigmoid(_ x: Value) -> Value { activation(.sigmoid, x) }

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

  /// Product with a constant.
  public static func * (scale: Double, x: Value) -> Value {
    x.builder.append(.affine(scale: scale, offset: 0), [x], at: x.path)
  }

  /// A constant minus the tensor.
  public static func - (constant: Double, x: Value) -> Value {
    x.builder.append(.affine(scale: -1, offset: constant), [x], at: x.path)
  }

  /// Where the value was computed; results without parameters take the place of what they are computed from.
  var path: Path { builder.path(of: self) }
}
