import HarmonizationGraph

/// Object-contextual representations (Yuan et al. 2020) with two known regions, foreground and background, in place of
/// predicted classes: what a region looks like on average informs each of its pixels.
struct ObjectContext {
  /// Channels of keys and queries; the result has twice as many.
  var width: Int

  /// - Parameter regions: the mask and its complement, [2, height, width].
  func callAsFunction(_ features: Value, regions: Value, at path: Path) -> Value {
    let x = relu(
      batchNorm(
        conv(features, 2 * width, kernel: 3, padding: 1, at: path / "conv3x3_ocr" / 0), at: path / "conv3x3_ocr" / 1))
    let context = gather(x, resize(regions, to: x.size))
    return distribute(x, context, at: path / "ocr_distri_head")
  }

  /// Mean feature of each region, the softmax of the mask being the weights: [channels, regions, 1].
  private func gather(_ x: Value, _ regions: Value) -> Value {
    let pixels = x.size.height * x.size.width
    let weights = softmax(reshape(regions, [regions.channels, pixels]), axis: 2)
    let means = matmul(weights, transpose(reshape(x, [x.channels, pixels])))
    return reshape(transpose(means), [x.channels, regions.channels, 1])
  }

  /// Cross attention from pixels to regions, joined with the pixels' own features.
  private func distribute(_ x: Value, _ context: Value, at path: Path) -> Value {
    let attention = path / "object_context_block"
    let pixels = x.size.height * x.size.width
    let regions = context.size.height
    let query = transpose(reshape(project(x, width, twice: true, at: attention / "f_pixel"), [width, pixels]))
    let key = reshape(project(context, width, twice: true, at: attention / "f_object"), [width, regions])
    let value = transpose(reshape(project(context, width, at: attention / "f_down"), [width, regions]))
    let similarity = softmax(Double(width).squareRoot().reciprocal * matmul(query, key), axis: 2)
    let gathered = reshape(transpose(matmul(similarity, value)), [width, x.size.height, x.size.width])
    let joined = concat(project(gathered, x.channels, at: attention / "f_up"), x)
    return dropout(project(joined, x.channels, at: path / "conv_bn_dropout"), 0.05, channelwise: true)
  }

  /// 1x1 convolution, normalization (`1.0`, a nested sequence in the reference) and ReLU, once or twice.
  private func project(_ x: Value, _ channels: Int, twice: Bool = false, at path: Path) -> Value {
    (twice ? [0, 2] : [0]).reduce(x) { x, index in
      relu(batchNorm(conv(x, channels, kernel: 1, bias: false, at: path / index), at: path / (index + 1) / 0))
    }
  }
}

extension Double {
  fileprivate var reciprocal: Double { 1 / self }
}
