import HarmonizationGraph

/// The pretrained network that tells the encoder-decoder what it is looking at.
public enum Backbone: Hashable, Sendable {
  /// HRNetV2 with OCR. `small` has two blocks a branch; `pyramid` is the channel count of a pyramid of four levels; without
  /// `ocr` the four outputs are only concatenated, with `multiscale` each goes to an encoder block of its own.
  case hrnet(width: Int, small: Bool = true, ocr: Bool = true, multiscale: Bool = false, pyramid: Int? = nil)
  /// DeepLabV3+ on ResNet-34.
  case deepLabResNet34

  static let learningRate = 0.1
  static let ocrWidth = 64

  /// Features for consecutive encoder blocks, the first at a quarter of the image's resolution.
  func features(_ image: Value, regions: Value, maskFeatures: Value?, at path: Path) -> [Value] {
    switch self {
    case .deepLabResNet34:
      [DeepLab()(image, maskFeatures: maskFeatures, learningRate: Self.learningRate, at: path / "deeplab")]
    case .hrnet(let width, let small, let ocr, let multiscale, let pyramid):
      hrnet(
        HRNet(width: width, small: small)(
          image, maskFeatures: maskFeatures, at: (path / "hrnet").learningRate(Self.learningRate)),
        regions: regions, ocr: ocr, multiscale: multiscale, pyramid: pyramid, at: path)
    }
  }

  private func hrnet(
    _ branches: [Value], regions: Value, ocr: Bool, multiscale: Bool, pyramid: Int?, at path: Path
  ) -> [Value] {
    let joined = concat(branches[0], branches.dropFirst().map { resize($0, to: branches[0].size) })
    // The multiscale variant keeps OCR's parameters in its state, unused and at the backbone's learning rate.
    let place = (path / "hrnet").learningRate(multiscale ? Self.learningRate : 1)
    let context = ocr ? ObjectContext(width: Self.ocrWidth)(joined, regions: regions, at: place) : joined
    if multiscale { return branches }
    return pyramid.map { featurePyramid(context, $0, levels: 4, at: path / "downsize") } ?? [context]
  }
}

/// Features at successively halved resolutions, by pooling ("V2p" in the reference).
private func featurePyramid(_ x: Value, _ channels: Int, levels: Int, at path: Path) -> [Value] {
  var x = convBlock(x, channels, kernel: 1, stride: 1, padding: 0, at: path / "reduce_conv")
  return (0..<levels).map { level in
    if level > 0 { x = maxPool(x, kernel: 2, stride: 2) }
    return convBlock(x, channels, kernel: 3, stride: 1, padding: 1, at: path / "convs" / level)
  }
}
