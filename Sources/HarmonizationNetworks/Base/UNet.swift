import HarmonizationGraph

/// A U-Net (Ronneberger et al. 2015) with attention in its decoder: S2AM (Cun and Pun 2020), iS2AM, and the SE variant.
public struct UNet: Hashable, Sendable {
  /// What refines the joined features of a decoder block.
  public enum Attention: Hashable, Sendable {
    /// S2AM's spatial-separated attention; its hidden width is the factor times the features' channels.
    case spatialSeparated(midFactor: Double)
    /// Squeeze and excitation with masked maxima.
    case maskedChannel
  }

  /// Resolutions, the input's included.
  public var depth: Int
  /// Channels of the first block, doubled at each further one up to 512.
  public var channels = 64
  /// First encoder block with batch normalization.
  public var batchNormFrom = 2
  /// Whether the output is blended with the input image.
  public var blending = false
  /// What refines the joined features.
  public var attention: Attention
  /// First decoder block with attention.
  public var attentionFrom: Int

  /// What the decoder knows of each pixel.
  func features(image: Value, mask: Value, injection: Injection, at path: Path) -> Value {
    decode(encode(concat(image, mask), injection, at: path / "encoder"), mask: mask, at: path / "decoder")
  }

  private func encode(_ x: Value, _ injection: Injection, at path: Path) -> [Value] {
    let path = path.registering("block0", "block1", "blocks_connected", "connectors")
    var outputs: [Value] = []
    var x = x
    for block in 0..<depth {
      let place = block < 2 ? path / "block\(block)" : path / "blocks_connected" / "block\(block)"
      x = injection.encoderInput(x, block: block, at: path)
      x = doubleConv(x, min(channels << block, 512), norm: block >= batchNormFrom, at: place / "convs")
      outputs.append(x)
      if block < depth - 1 { x = maxPool(x, kernel: 2, stride: 2) }
    }
    return outputs
  }

  private func decode(_ encoded: [Value], mask: Value, at path: Path) -> Value {
    var x = encoded[depth - 1]
    for block in 0..<depth - 1 {
      let skip = encoded[depth - 2 - block]
      let place = (path / "up_blocks" / block).registering("upconv", "convs", "attention")
      let enlarged = resize(x, to: (2 * x.size.height, 2 * x.size.width))
      let up = convBlock(
        enlarged, skip.channels, kernel: 3, stride: 1, padding: 1, norm: false, activation: .relu,
        at: place / "upconv" / 1)
      let joined = block >= attentionFrom ? attend(concat(skip, up), mask, at: place / "attention") : concat(skip, up)
      x = doubleConv(joined, skip.channels, norm: true, at: place / "convs")
    }
    return x
  }

  private func attend(_ x: Value, _ mask: Value, at path: Path) -> Value {
    switch attention {
    case .spatialSeparated(let factor): spatialSeparatedAttention(x, mask: mask, midFactor: factor, at: path)
    case .maskedChannel: maskedChannelAttention(x, mask: mask, at: path)
    }
  }

  private func doubleConv(_ x: Value, _ channels: Int, norm: Bool, at path: Path) -> Value {
    (0..<2).reduce(x) { x, index in
      convBlock(
        x, channels, kernel: 3, stride: 1, padding: 1, norm: norm, activation: .relu, at: path / "block" / index)
    }
  }
}
