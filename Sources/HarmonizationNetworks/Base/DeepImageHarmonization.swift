import HarmonizationGraph

/// Deep Image Harmonization (Tsai et al. 2017) in the form of the paper: strided convolutions down to one pixel, transposed
/// convolutions back, skip connections by addition. iDIH adds the blending layer and normalizes from the third block on.
public struct DeepImageHarmonization: Hashable, Sendable {
  /// Encoder blocks; each halves the resolution.
  public var depth: Int
  /// First encoder block with batch normalization.
  public var batchNormFrom = 0
  /// Whether the output is blended with the input image.
  public var blending = false
  /// First decoder block with masked channel attention ("SE"), if any.
  public var attentionFrom: Int?

  static let firstChannels = 64
  static let maximumChannels = 512

  /// Output channels of every encoder block: doubled at every even block up to 512.
  var encoderChannels: [Int] {
    (0..<depth).reduce(into: []) { channels, block in
      let last = channels.last ?? Self.firstChannels
      channels.append(block >= 2 && block % 2 == 0 ? min(2 * last, Self.maximumChannels) : last)
    }
  }

  /// What the decoder knows of each pixel.
  func features(image: Value, mask: Value, injection: Injection, at path: Path) -> Value {
    let encoded = encode(concat(image, mask), injection, at: path / "encoder")
    return decode(encoded, mask: mask, injection, at: path / "decoder")
  }

  private func encode(_ x: Value, _ injection: Injection, at path: Path) -> [Value] {
    let path = path.registering("block0", "block1", "blocks_connected", "connectors")
    return encoderChannels.enumerated().reduce(into: []) { outputs, entry in
      let (block, channels) = entry
      let place = block < 2 ? path / "block\(block)" : path / "blocks_connected" / "block\(block)"
      let input = injection.encoderInput(outputs.last ?? x, block: block, at: path)
      let last = block == depth - 1
      outputs.append(
        convBlock(
          input, channels, kernel: 4, stride: 2, padding: block >= 2 && last ? 0 : 1, norm: block >= batchNormFrom,
          at: place))
    }
  }

  private func decode(_ encoded: [Value], mask: Value, _ injection: Injection, at path: Path) -> Value {
    var x = encoded[depth - 1]
    for block in 0..<depth {
      let level = depth - 1 - block
      let channels = level > 0 ? encoded[level - 1].channels : x.channels / 2
      if block > 0 { x = injection.decoderInput(x, block: level + 1, at: path) }
      x = deconvBlock(x, channels, block: block, mask: mask, at: path / "deconv_blocks" / block)
      if level > 0 { x = x + encoded[level - 1] }
    }
    return x
  }

  private func deconvBlock(_ x: Value, _ channels: Int, block: Int, mask: Value, at path: Path) -> Value {
    let y = transposedConv(
      x, channels, kernel: 4, stride: 2, padding: block == 0 ? 0 : 1, at: path / "block" / 0)
    let activated = elu(batchNorm(y, at: path / "block" / 1))
    guard let attentionFrom, block >= attentionFrom else { return activated }
    return maskedChannelAttention(activated, mask: mask, at: path / "se")
  }
}
