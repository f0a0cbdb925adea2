import HarmonizationGraph

/// Residual block of ResNet and HRNet (He et al. 2016): two 3x3 convolutions around a shortcut.
func basicBlock(
  _ x: Value, _ channels: Int, stride: Int = 1, dilation: Int = 1, secondDilation: Int = 1, at path: Path
) -> Value {
  var y = conv(
    x, channels, kernel: 3, stride: stride, padding: dilation, dilation: dilation, bias: false, at: path / "conv1")
  y = relu(batchNorm(y, at: path / "bn1"))
  y = conv(
    y, channels, kernel: 3, padding: secondDilation, dilation: secondDilation, bias: false, at: path / "conv2")
  y = batchNorm(y, at: path / "bn2")
  return relu(y + shortcut(x, channels, stride: stride, at: path))
}

/// Residual block with a bottleneck (He et al. 2016): 1x1, 3x3, 1x1 to four times the channels.
func bottleneck(_ x: Value, _ channels: Int, at path: Path) -> Value {
  var y = relu(batchNorm(conv(x, channels, kernel: 1, bias: false, at: path / "conv1"), at: path / "bn1"))
  y = relu(batchNorm(conv(y, channels, kernel: 3, padding: 1, bias: false, at: path / "conv2"), at: path / "bn2"))
  y = batchNorm(conv(y, 4 * channels, kernel: 1, bias: false, at: path / "conv3"), at: path / "bn3")
  return relu(y + shortcut(x, 4 * channels, stride: 1, at: path))
}

/// The identity, or a 1x1 convolution where the shape changes.
private func shortcut(_ x: Value, _ channels: Int, stride: Int, at path: Path) -> Value {
  guard stride != 1 || x.channels != channels else { return x }
  return convNorm(x, channels, kernel: 1, stride: stride, at: path / "downsample")
}
