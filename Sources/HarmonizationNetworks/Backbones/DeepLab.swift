import HarmonizationGraph

/// DeepLabV3+ (Chen et al. 2018) on a dilated ResNet-34 (He et al. 2016): a segmentation network's features at 1/4 of the
/// resolution.
struct DeepLab {
  /// Channels of the result and of most layers in between.
  var channels = 256

  func callAsFunction(_ image: Value, maskFeatures: Value?, learningRate: Double, at path: Path) -> Value {
    let path = path.registering("backbone", "head", "skip_project", "aspp")
    let (early, late) = resnet34(image, maskFeatures, at: (path / "backbone").learningRate(learningRate))
    let skip = relu(convNorm(early, 32, kernel: 1, at: path / "skip_project" / "skip_project"))
    let context = resize(pyramid(late, at: path / "aspp"), to: skip.size)
    let head = path / "head" / "block"
    var x = separableConv(concat(context, skip), at: head / 0)
    x = separableConv(x, at: head / 1)
    return conv(x, channels, kernel: 1, at: head / 2)
  }

  /// The features of the first and the last stage; the last two stages are dilated instead of strided.
  private func resnet34(_ image: Value, _ maskFeatures: Value?, at path: Path) -> (early: Value, late: Value) {
    var x = conv(image, 64, kernel: 7, stride: 2, padding: 3, bias: false, at: path / "conv1")
    x = relu(batchNorm(x, at: path / "bn1"))
    if let maskFeatures { x = x + maskFeatures }
    x = maxPool(x, kernel: 3, stride: 2, padding: 1)
    let early = stage(x, 64, blocks: 3, at: path / "layer1")
    x = stage(early, 128, blocks: 4, stride: 2, at: path / "layer2")
    x = stage(x, 256, blocks: 6, dilation: 2, at: path / "layer3")
    return (early, stage(x, 512, blocks: 3, dilation: 4, at: path / "layer4"))
  }

  private func stage(
    _ x: Value, _ channels: Int, blocks: Int, stride: Int = 1, dilation: Int = 1, at path: Path
  ) -> Value {
    (0..<blocks).reduce(x) { x, block in
      basicBlock(
        x, channels, stride: block == 0 ? stride : 1, dilation: block == 0 ? max(dilation / 2, 1) : dilation,
        secondDilation: dilation, at: path / block)
    }
  }

  /// Atrous spatial pyramid pooling; `concurent` is the reference's spelling.
  private func pyramid(_ x: Value, at path: Path) -> Value {
    let branches = path / "concurent"
    var scales = [relu(convNorm(x, channels, kernel: 1, at: branches / 0))]
    for (index, rate) in [12, 24, 36].enumerated() {
      scales.append(
        relu(convNorm(x, channels, kernel: 3, padding: rate, dilation: rate, at: branches / (index + 1))))
    }
    let pooled = reshape(globalPool(x, .average), [x.channels, 1, 1])
    let gap = branches / 4 / "gap"
    let whole = relu(batchNorm(conv(pooled, channels, kernel: 1, bias: false, at: gap / 1), at: gap / 2))
    let joined = concat(scales[0], Array(scales.dropFirst()) + [resize(whole, to: x.size)])
    return dropout(relu(convNorm(joined, channels, kernel: 1, at: path / "project")), 0.2)
  }

  private func separableConv(_ x: Value, at path: Path) -> Value {
    let body = path / "body"
    let depthwise = conv(x, x.channels, kernel: 3, padding: 1, groups: x.channels, bias: false, at: body / 0)
    return relu(batchNorm(conv(depthwise, channels, kernel: 1, bias: false, at: body / 1), at: body / 2))
  }
}
