/// Two-dimensional convolution with its parameters at `path`: `weight` and, where `bias`, `bias`.
public func conv(
  _ x: Value, _ channels: Int, kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1,
  bias: Bool = true, at path: Path
) -> Value {
  let builder = x.builder
  var names = [
    builder.parameter(path / "weight", [channels, x.channels / max(groups, 1), kernel, kernel], role: .weight)
  ]
  if bias { names.append(builder.parameter(path / "bias", [channels], role: .bias)) }
  let geometry = Convolution(stride: stride, padding: padding, dilation: dilation, groups: groups)
  return builder.append(.convolution(geometry), [x], parameters: names, at: path)
}

/// Transposed convolution with `weight` and `bias` at `path`.
public func transposedConv(
  _ x: Value, _ channels: Int, kernel: Int, stride: Int, padding: Int, at path: Path
) -> Value {
  let builder = x.builder
  let names = [
    builder.parameter(path / "weight", [x.channels, channels, kernel, kernel], role: .weight),
    builder.parameter(path / "bias", [channels], role: .bias),
  ]
  return builder.append(.transposedConvolution(stride: stride, padding: padding), [x], parameters: names, at: path)
}

/// Batch normalization with PyTorch's defaults (epsilon 1e-5, momentum 0.1) and its five state entries at `path`.
public func batchNorm(_ x: Value, at path: Path) -> Value {
  let builder = x.builder
  let channels = [x.channels]
  let names = [
    builder.parameter(path / "weight", channels, role: .normWeight),
    builder.parameter(path / "bias", channels, role: .normBias),
    builder.parameter(path / "running_mean", channels, role: .runningMean),
    builder.parameter(path / "running_var", channels, role: .runningVariance),
    builder.parameter(path / "num_batches_tracked", [], role: .batchCount),
  ]
  return builder.append(.batchNormalization(epsilon: 1e-5, momentum: 0.1), [x], parameters: names, at: path)
}

/// Fully connected layer over the last axis, with its two parameters at `path`, by default `weight` and `bias`.
public func linear(
  _ x: Value, _ features: Int, at path: Path, names: (weight: String, bias: String) = ("weight", "bias")
) -> Value {
  let builder = x.builder
  let parameters = [
    builder.parameter(path / names.weight, [features, x.shape.last ?? 0], role: .weight),
    builder.parameter(path / names.bias, [features], role: .bias),
  ]
  return builder.append(.linear, [x], parameters: parameters, at: path)
}

/// Layer normalization over the last axis with PyTorch's default epsilon of 1e-5, with `weight` and `bias` at `path`.
public func layerNorm(_ x: Value, at path: Path) -> Value {
  let builder = x.builder
  let features = [x.shape.last ?? 0]
  let parameters = [
    builder.parameter(path / "weight", features, role: .normWeight),
    builder.parameter(path / "bias", features, role: .normBias),
  ]
  return builder.append(.layerNormalization(epsilon: 1e-5), [x], parameters: parameters, at: path)
}

/// `|s| * x` with one learned number `scale` at `path`.
public func learnedScale(_ x: Value, at path: Path) -> Value {
  let name = x.builder.parameter(path / "scale", [1], role: .scale)
  return x.builder.append(.learnedScale, [x], parameters: [name], at: path)
}

/// Convolution of each channel by itself with a square kernel that is part of the state but never trained, `weight` at `path`.
public func fixedConv(_ x: Value, kernel: Int, padding: Int, at path: Path) -> Value {
  let name = x.builder.parameter(path / "weight", [x.channels, 1, kernel, kernel], role: .fixedKernel)
  return x.builder.append(
    .convolution(Convolution(padding: padding, groups: x.channels)), [x], parameters: [name], at: path)
}
