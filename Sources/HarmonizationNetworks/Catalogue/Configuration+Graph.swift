import HarmonizationGraph

extension Configuration {
  /// The network for images of the given size, by default the one that it was designed for.
  ///
  /// Inputs are `image` [batch, 3, height, width], normalised, and `mask` [batch, 1, height, width], 1 in the foreground; the
  /// output `images` has the shape of `image`, in normalised space. A network with a ``transform`` also has the outputs `params`, the
  /// map of its parameters, and, if it blends by more than the mask, `attention`. One that predicts a function of colour has the output
  /// ``functionOutput``: [batch, terms, 3], what each basis function, the channels themselves and 1 contribute to the change of
  /// normalized red, green and blue.
  ///
  /// - Parameters:
  ///   - height: the height of the inputs; by default the one that the network was designed for.
  ///   - width: their width.
  ///   - fullResolution: the size of two more inputs, `image_fullres` and `mask_fullres`, and of the output `images_fullres` that a
  ///     network with a ``transform`` makes of them; nil for none.
  /// - Throws: `GraphError` if the size does not suit the network's depth.
  public func graph(
    height: Int? = nil, width: Int? = nil, fullResolution: (height: Int, width: Int)? = nil
  ) throws -> Graph {
    try Graph(name: name) { builder in
      let height = height ?? inputSize
      let width = width ?? inputSize
      let image = builder.input("image", channels: 3, height: height, width: width)
      let mask = builder.input("mask", channels: 1, height: height, width: width)
      let full = fullResolution.map { size in
        (
          image: builder.input("image_fullres", channels: 3, height: size.height, width: size.width),
          mask: builder.input("mask_fullres", channels: 1, height: size.height, width: size.width)
        )
      }
      guard let backbone else {
        return outputs(image: image, mask: mask, full: full, injection: Injection(), at: Path())
      }
      let path = Path().registering("backbone", "model", "fusion", "mask_conv")
      let features = foregroundAwareFeatures(backbone, image: image, mask: mask, at: path)
      let injection = Injection(
        features: features, firstBlock: halvesBackboneInput ? 3 : 2, join: join, entry: entry)
      return outputs(image: image, mask: mask, full: full, injection: injection, at: path / "model")
    }
  }

  /// The output that is a function of colour, the same for all pixels.
  public static let functionOutput = "function"

  private func outputs(
    image: Value, mask: Value, full: (image: Value, mask: Value)?, injection: Injection, at path: Path
  ) -> [(String, Value)] {
    if case .colour(let network) = base {
      let result = network(image: image, mask: mask, at: path)
      return [("images", result.image), (Self.functionOutput, result.function)]
    }
    guard let transform,
      let latent = base.latent(
        image: image, mask: mask, injection: injection, channels: transform.parameterCount, at: path)
    else {
      return [("images", base(image: image, mask: mask, injection: injection, at: path))]
    }
    let outputs = PixelwiseOutputs(latent, transform, normalization: normalization, at: path)
    let large = full.map { [("images_fullres", outputs.fullResolution($0.image, mask: $0.mask))] }
    return outputs.small(image, mask: mask) + (large ?? [])
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
  /// The new image of a network that predicts colours.
  func callAsFunction(image: Value, mask: Value, injection: Injection, at path: Path) -> Value {
    let features: Value
    let blending: Bool
    switch self {
    case .dih(let network):
      features = network.features(image: image, mask: mask, injection: injection, at: path)
      blending = network.blending
    case .unet(let network):
      features = network.features(image: image, mask: mask, injection: injection, at: path)
      blending = network.blending
    case .transformer(let network): return network(image: image, mask: mask, channels: 3, at: path / "encoder")
    case .colour(let network): return network(image: image, mask: mask, at: path).image
    }
    return blending ? blend(features, with: image, at: path / "decoder") : toRGB(features, at: path / "decoder")
  }

  /// What a map of parameters is made of, with the blending layer's attention if there is one; nil for a network that has no
  /// features of single pixels.
  func latent(
    image: Value, mask: Value, injection: Injection, channels: Int, at path: Path
  ) -> (features: Value, attention: Value?)? {
    switch self {
    case .dih(let network):
      attended(network.features(image: image, mask: mask, injection: injection, at: path), network.blending, at: path)
    case .unet(let network):
      attended(network.features(image: image, mask: mask, injection: injection, at: path), network.blending, at: path)
    case .transformer(let network):
      (network(image: image, mask: mask, channels: channels, at: path / "encoder"), nil)
    case .colour: nil
    }
  }

  private func attended(_ features: Value, _ blending: Bool, at path: Path) -> (features: Value, attention: Value?) {
    guard blending else { return (features, nil) }
    let attention = blendingAttention(features, at: path / "decoder")
    // The published checkpoints keep the layer that would make colours.
    _ = toRGB(features, at: path / "decoder")
    return (features, attention)
  }
}
