import HarmonizationGraph

/// The reference's unit: convolution, batch normalization where `norm`, nonlinearity; children `block.0` and `block.1`.
func convBlock(
  _ x: Value, _ channels: Int, kernel: Int, stride: Int, padding: Int, norm: Bool = true,
  activation function: Activation = .elu, bias: Bool = true, at path: Path
) -> Value {
  var y = conv(x, channels, kernel: kernel, stride: stride, padding: padding, bias: bias, at: path / "block" / 0)
  if norm { y = batchNorm(y, at: path / "block" / 1) }
  return activation(function, y)
}

/// Convolution without bias and batch normalization, the pair that ResNet and HRNet are made of; children 0 and 1.
func convNorm(
  _ x: Value, _ channels: Int, kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1, at path: Path
) -> Value {
  let y = conv(
    x, channels, kernel: kernel, stride: stride, padding: padding, dilation: dilation, bias: false, at: path / 0)
  return batchNorm(y, at: path / 1)
}

/// The paper's blending layer (Section 3.2): a learned map decides, pixel by pixel, between the input and the prediction.
func blend(_ features: Value, with image: Value, at path: Path) -> Value {
  let attention = blendingAttention(features, at: path)
  return attention * image + (1.0 - attention) * toRGB(features, at: path)
}

/// The blending layer's learned map.
func blendingAttention(_ features: Value, at path: Path) -> Value {
  sigmoid(3.0 * conv(features, 1, kernel: 1, at: path / "conv_attention"))
}

/// Projection of features to an image.
func toRGB(_ features: Value, at path: Path) -> Value { conv(features, 3, kernel: 1, at: path / "to_rgb") }
