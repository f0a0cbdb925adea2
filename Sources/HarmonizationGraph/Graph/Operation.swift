/// What a node computes. Tensors are [batch, channels, height, width] unless said otherwise; axes count the batch as 0.
///
/// The parameters of an operation are in ``Node/parameters``, in the order that each case names.
public enum Operation: Hashable, Sendable {
  /// A tensor that the caller provides.
  case input(name: String)
  /// Fixed values in C order, in the node's shape; the same for every item of a batch, so only operations that broadcast may
  /// read them.
  case constant([Double])
  /// Cross-correlation; parameters: weight [out, in / groups, kernel, kernel] and, where present, bias [out].
  case convolution(Convolution)
  /// Transposed convolution; parameters: weight [in, out, kernel, kernel], bias [out].
  case transposedConvolution(stride: Int, padding: Int)
  /// Batch normalization (Ioffe and Szegedy 2015) over channels;
  /// parameters: weight, bias, running mean, running variance, number of batches tracked.
  case batchNormalization(epsilon: Double, momentum: Double)
  /// `x W^T + b` over the last axis; parameters: weight [out, in], bias [out].
  case linear
  /// Layer normalization (Ba et al. 2016) over the last axis; parameters: weight, bias.
  case layerNormalization(epsilon: Double)
  /// An elementwise nonlinearity.
  case activation(Activation)
  /// Normalized exponential along one axis.
  case softmax(axis: Int)
  /// Largest value of each window; padding never wins.
  case maxPooling(kernel: Int, stride: Int, padding: Int)
  /// One value per channel, as [batch, channels].
  case globalPooling(Pooling)
  /// The mean or the largest value along an axis, which stays with length 1.
  case reduction(Pooling, axis: Int)
  /// Interpolation to the node's size.
  case resize(Interpolation)
  /// Joins along the channel axis (axis 1).
  case concatenation
  /// Sum of two tensors, broadcast as NumPy does.
  case addition
  /// Product of two tensors, broadcast as NumPy does.
  case multiplication
  /// Quotient of two tensors, broadcast as NumPy does.
  case division
  /// The larger of two values, broadcast as NumPy does.
  case maximum
  /// The smaller of two values, broadcast as NumPy does.
  case minimum
  /// `scale * x + offset` with constants.
  case affine(scale: Double, offset: Double)
  /// `|s| * x` with one learned number; parameter: s [1].
  case learnedScale
  /// Batched matrix product over the last two axes; the axes in front are broadcast. A `precise` one is never computed in a
  /// shorter number format than its factors have: positions and interpolation weights need every bit.
  case matrixProduct(precise: Bool)
  /// The axes in another order: axis `i + 1` of the result is the axis that the list names at `i`; the batch stays axis 0.
  case permutation([Int])
  /// `count` values along an axis, from `start` on.
  case slice(axis: Int, start: Int, count: Int)
  /// Same values in the node's shape.
  case reshape
  /// Zeroes values (whole channels where `channelwise`) with the given probability while training; nothing otherwise.
  case dropout(probability: Double, channelwise: Bool)
}

/// The geometry of a convolution with square kernels.
public struct Convolution: Hashable, Sendable {
  /// Distance between windows, at least 1.
  public var stride: Int
  /// Zeros added on every side.
  public var padding: Int
  /// Distance between the taps of a kernel, at least 1.
  public var dilation: Int
  /// Independent channel groups; the channel count for a depthwise convolution.
  public var groups: Int

  /// A convolution's geometry, by default dense, with stride 1 and no padding.
  public init(stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1) {
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }
}

/// Elementwise nonlinearities.
public enum Activation: Hashable, Sendable {
  /// max(x, 0)
  case relu
  /// min(max(x, lower), upper)
  case clamp(lower: Double, upper: Double)
  /// 1 where x is above the threshold, 0 elsewhere.
  case step(threshold: Double)
  /// |x|
  case absolute
  /// x where positive, slope * x elsewhere.
  case leakyReLU(slope: Double)
  /// x where positive, exp(x) - 1 elsewhere (Clevert et al. 2016).
  case elu
  /// 1 / (1 + exp(-x))
  case sigmoid
  /// Hyperbolic tangent.
  case tanh
  /// x times the probability that a normal variable is below x (Hendrycks and Gimpel 2016), with the error function.
  case gelu
}

/// How an image is resized.
public enum Interpolation: String, Hashable, Sendable, CaseIterable {
  /// Bilinear with the corner pixels aligned (PyTorch's `align_corners=True`).
  case bilinearAligned
  /// Bicubic convolution (Keys 1981) with coefficient -0.75 between half-pixel centres, without antialiasing: PyTorch's `bicubic`.
  case bicubic
}

/// How many values become one.
public enum Pooling: Hashable, Sendable, CaseIterable {
  /// The mean.
  case average
  /// The largest value.
  case maximum
}
