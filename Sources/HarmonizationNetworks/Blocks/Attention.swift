import HarmonizationGraph

/// Channel weights from pooled features through a bottleneck of a sixteenth (at least 8), times the features.
private func excite(_ x: Value, pooled: [Value], at path: Path) -> Value {
  let transform = path / "attention_transform"
  let hidden = relu(linear(concat(pooled[0], Array(pooled.dropFirst())), max(x.channels / 16, 8), at: transform / 0))
  let weights = sigmoid(linear(hidden, x.channels, at: transform / 2))
  return reshape(weights, [x.channels, 1, 1]) * x
}

/// Channel attention from average and maximum pooling (Woo et al. 2018), the gate of S2AM.
func channelAttention(_ x: Value, at path: Path) -> Value {
  excite(x, pooled: [globalPool(x, .average), globalPool(x, .maximum)], at: path)
}

/// Channel attention that sees foreground and background apart: maxima of both and the mean of all.
func maskedChannelAttention(_ x: Value, mask: Value, at path: Path) -> Value {
  let mask = resize(mask, to: x.size)
  return excite(
    x,
    pooled: [globalPool(x * mask, .maximum), globalPool(x * (1.0 - mask), .maximum), globalPool(x, .average)],
    at: path)
}

/// Spatial-separated attention module (S2AM; Cun and Pun 2020): a learned transform in the foreground, a gate outside,
/// joined by the blurred mask.
func spatialSeparatedAttention(_ x: Value, mask: Value, midFactor: Double, at path: Path) -> Value {
  let path = path.registering("background_gate", "foreground_gate", "mix_gate", "learning_block", "mask_blurring")
  let mask = fixedConv(resize(mask, to: x.size), kernel: 7, padding: 3, at: path / "mask_blurring")
  let background = channelAttention(x, at: path / "background_gate")
  var foreground = channelAttention(x, at: path / "foreground_gate")
  for (index, channels) in [Int(midFactor * Double(x.channels)), x.channels].enumerated() {
    foreground = convBlock(
      foreground, channels, kernel: 3, stride: 1, padding: 1, activation: .relu, bias: false,
      at: path / "learning_block" / index)
  }
  let mix = channelAttention(x, at: path / "mix_gate")
  return mask * (foreground + mix) + (1.0 - mask) * background
}
