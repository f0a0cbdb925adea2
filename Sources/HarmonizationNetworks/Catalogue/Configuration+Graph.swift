import HarmonizationGraph

extension Configuration {
  /// The network for images of the given size, by default the one that it was designed for.
  ///
  /// Inputs are `image` [batch, 3, height, width], normalised, and `mask` [batch, 1, height, width], 1 in the foreground; the
  /// output `images` has the shape of `image`, in normalised space.
  /// - Throws: ``GraphError`` where the size does not suit the network's depth.
  public func graph(height: Int? = nil, width: Int? = nil) throws -> Graph {
    try Graph(name: name) { builder in
      let height = height ?? inputSize
      let width = width ?? inputSize
      let image = builder.input("image", channels: 3, height: height, width: width)
      let mask = builder.input("mask", channels: 1, height: height, width: width)
      guard let backbone else {
        return [("images", base(image: image, mask: mask, injection: Injection(), at: Path()))]
      }
      let path = Path().registering("backbone", "model", "fusion", "mask_conv")
      let features = foregroundAwareFeatures(backbone, image: image, mask: mask, at: path)
      let injection = Injection(
        features: features, firstBlock: halvesBackboneInput ? 3 : 2, join: join, entry: entry)
      return [("images", base(image: image, mask: mask, injection: injection, at: path / "model"))]
    }
  }

  /// Backbone features that know the foreground: the paper's mask fusion and, inside HRNet, OCR over the two regions.
  private func foregroundAwareFeatures(_ backbone: Backbone, image: Value, mask: Value, at path: Path) -> [Value] {
    let divisor = halvesBackboneInput ? 2 : 1
    let size = (height: image.size.height / divisor, width: image.size.width / divisor)
    let small = resize(image, to: size)
    let foreground = resize(mask, to: size)
    let regions = concat(foreground, resize(1.0 - mask, to: size))
    return backbone.features(
      maskFusion == .rgb ? fuse(small, foreground, at: path / "fusion" / "fusion_conv") : small, regions: regions,
      maskFeatures: maskFusion == .sum ? maskFeatures(foreground, at: path / "mask_conv") : nil, at: path / "backbone")
  }

  private func maskFeatures(_ mask: Value, at path: Path) -> Value {
    learnedScale(conv(mask, 64, kernel: 3, stride: 2, padding: 1, at: path / 0), at: path / 1)
  }

  private func fuse(_ image: Value, _ mask: Value, at path: Path) -> Value {
    let hidden = leakyReLU(conv(concat(image, mask), 8, kernel: 1, at: path / 0), slope: 0.2)
    return conv(batchNorm(hidden, at: path / 2), 3, kernel: 1, at: path / 3)
  }
}

extension Configuration.Base {
  func callAsFunction(image: Value, mask: Value, injection: Injection, at path: Path) -> Value {
    switch self {
    case .dih(let network): network(image: image, mask: mask, injection: injection, at: path)
    case .unet(let network): network(image: image, mask: mask, injection: injection, at: path)
    case .colour(let network): network(image: image, mask: mask, at: path)
    }
  }
}
