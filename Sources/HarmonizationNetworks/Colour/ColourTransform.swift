import HarmonizationGraph

/// A colour transform for the whole foreground, predicted from both regions; this package's own network, beyond the paper.
///
/// What separates a foreground from its new background is above all one smooth map of colours: exposure, white balance,
/// contrast. So a small encoder looks at a reduced window around the foreground, pools what it sees in the foreground and in the
/// background apart, and weighs a learned basis of pixelwise functions. There is no decoder: detail cannot be lost, and the
/// background stays as it is. Close to Harmonizer (Ke et al. 2022), whose basis are image filters, and to the colour branch
/// of CDTNet (Cong et al. 2022), whose basis are look-up tables. With ``Semantics`` a pretrained classifier looks at the window,
/// too: the paper's idea, whose backbone tells an encoder-decoder what it is looking at.
public struct ColourTransform: Hashable, Sendable {
  /// Channels of each encoder stage; each halves the resolution.
  public var channels = [32, 64, 128, 256]
  /// Pixelwise functions in the learned basis.
  public var basis = 24
  /// Features of the pooled description.
  public var descriptor = 256
  /// Side of the picture that the encoder sees; the transform itself works at any size.
  public var encoderSide = 128
  /// The encoder sees a window around the foreground, so many times as large: small foregrounds are seen as well as large ones.
  public var margin = 1.5
  /// How much of the description is dropped while training.
  public var dropout = 0.1
  /// Cells, each two of the encoder's pixels wide, that are covered on either side of the mask's edge before anything is looked
  /// at; nil where the edge is seen. See `SeamCover`.
  public var seamBand: Int?
  /// What a classifier's features add, if anything.
  public var semantics: Semantics?

  /// Features of a pretrained classifier, which know what things are and therefore what colours they may have.
  public struct Semantics: Hashable, Sendable {
    /// Side of the window that the classifier sees.
    public var side = 192
    /// Channels that its features are reduced to.
    public var channels = 128
    /// The encoder stage that they join, counted from 0: they have its input's resolution.
    public var stage = 3
  }

  /// Encoder stages.
  public var depth: Int { channels.count }

  /// The new image, and the function of colour that it is made with, [basis + 4, 3]: what each basis function, the channels
  /// themselves and 1 contribute to the change of red, green and blue.
  func callAsFunction(image: Value, mask: Value, at path: Path) -> (image: Value, function: Value) {
    let path = path.registering(
      "backbone", "encoder", "colours", "semantics", "descriptor", "weights", "offset", "basis", "cover")
    let described = describe(image: image, mask: mask, at: path)
    let functions = concat(relu(conv(image, basis, kernel: 1, at: path / "basis")), image)
    let (height, width) = image.size
    let terms = functions.channels
    let weights = reshape(0.1 * linear(described, 3 * terms, at: path / "weights"), [3, terms])
    let change = matmul(weights, reshape(functions, [terms, height * width]))
    let offset = reshape(0.1 * linear(described, 3, at: path / "offset"), [3, 1, 1])
    let result = image + mask * (reshape(change, [3, height, width]) + offset)
    return (result, concat(transpose(weights), reshape(offset, [1, 3])))
  }

  private func describe(image: Value, mask: Value, at path: Path) -> Value {
    let regions = Regions(mask: window(mask, mask: mask, side: encoderSide))
    let cover = seamBand.map { band in
      let side = encoderSide / 2
      let (image, mask) = (window(image, mask: mask, side: side), window(mask, mask: mask, side: side))
      return SeamCover(image, mask: mask, band: band, at: path / "cover")
    }
    let uncovered = window(image, mask: mask, side: encoderSide)
    let small = cover.map { $0(uncovered, mask: regions.foreground) } ?? uncovered
    // Colours are described at half the side: their distribution hardly changes, and this costs a quarter.
    let half = resize(small, to: (encoderSide / 2, encoderSide / 2))
    let colours = regions.pool(colours(half, at: path / "colours"), learned: nil)
    var features: [Value] = []
    var x = concat(small, regions.foreground)
    for (stage, width) in channels.enumerated() {
      let place = path / "encoder" / stage
      if let semantics, stage == semantics.stage {
        let seen = seen(by: semantics, image: image, mask: mask, cover: cover, size: x.size, at: path)
        features.append(regions.pool(seen, learned: path / "semantics" / "attention"))
        x = concat(x, seen)
      }
      x = convBlock(x, width, kernel: 4, stride: 2, padding: 1, activation: .relu, bias: false, at: place / "down")
      if stage == 0 { continue }
      x = residual(x, at: place / "residual")
      features.append(regions.pool(x, learned: place / "attention"))
    }
    let hidden = relu(linear(concat(colours, features), 2 * descriptor, at: path / "descriptor" / 0))
    return relu(linear(HarmonizationGraph.dropout(hidden, dropout), descriptor, at: path / "descriptor" / 1))
  }

  /// A square view of the foreground and its surroundings.
  private func window(_ x: Value, mask: Value, side: Int) -> Value {
    foregroundWindow(x, mask: mask, margin: margin, size: (side, side))
  }

  /// The classifier's features of the same window, reduced, at one resolution.
  private func seen(
    by semantics: Semantics, image: Value, mask: Value, cover: SeamCover?, size: (height: Int, width: Int),
    at path: Path
  ) -> Value {
    let uncovered = window(image, mask: mask, side: semantics.side)
    let view = cover.map { $0(uncovered, mask: window(mask, mask: mask, side: semantics.side)) } ?? uncovered
    let levels = EfficientNetLite()(view, at: path / "backbone" / "efficientnet")
    let place = path / "semantics"
    let reduced = levels.enumerated().map { index, level in
      resize(conv(level, semantics.channels, kernel: 1, bias: false, at: place / "reduce" / index), to: size)
    }
    return relu(batchNorm(reduced.dropFirst().reduce(reduced[0], +), at: place / "norm"))
  }

  /// Pixelwise features; their means over a region describe its distribution of colours as a histogram would.
  private func colours(_ image: Value, at path: Path) -> Value {
    relu(conv(relu(conv(image, 32, kernel: 1, at: path / 0)), 48, kernel: 1, at: path / 1))
  }

  private func residual(_ x: Value, at path: Path) -> Value {
    let y = convBlock(
      x, x.channels, kernel: 3, stride: 1, padding: 1, activation: .relu, bias: false, at: path / 0)
    return relu(x + batchNorm(conv(y, x.channels, kernel: 3, padding: 1, bias: false, at: path / 1), at: path / 2))
  }
}

/// Foreground and background as weights over positions.
private struct Regions {
  let foreground: Value
  let background: Value

  init(mask: Value) {
    foreground = mask
    background = 1.0 - mask
  }

  /// Means over both regions, and where `learned` over attended positions of each as well; [features].
  func pool(_ x: Value, learned path: Path?) -> Value {
    let prior = concat(sharpened(foreground, to: x.size), sharpened(background, to: x.size))
    let logits = path.map { concat(prior, prior + conv(x, 2, kernel: 1, at: $0)) } ?? prior
    let count = x.size.height * x.size.width
    let weights = softmax(reshape(logits, [logits.channels, count]), axis: 2)
    let means = matmul(weights, transpose(reshape(x, [x.channels, count])))
    return reshape(means, [logits.channels * x.channels])
  }

  /// Logits that make a softmax over positions the mean over the region, for cells that touch it.
  private func sharpened(_ region: Value, to size: (height: Int, width: Int)) -> Value {
    let cell = region.size.height / size.height
    return 12.0 * (cell > 1 ? maxPool(region, kernel: cell, stride: cell) : region)
  }
}
