import HarmonizationGraph

/// Covers the edge of the mask with the colours beside it, so that a network compares scenes and not seams.
///
/// A composite that is made by recolouring a photo inside its mask gives its answer away along the edge: the last pixels
/// outside still have some of the object's true colour, the first ones inside some of the recoloured background. Nothing of
/// the kind is there in what people paste. So a band on both sides of the edge is filled from further in and from further
/// out, wherever the network looks; its answer is applied to the pixels as they are.
struct SeamCover {
  /// Where the foreground and the background are seen as they are, one channel.
  private let inner, outer: Value
  /// The colours that the band is filled with, on either side.
  private let innerColours, outerColours: Value

  /// Cells that a Gaussian of one cell reaches.
  private static let reach = 4

  /// - Parameters:
  ///   - image: what is looked at, at the resolution of the cover.
  ///   - mask: the foreground at that resolution.
  ///   - band: cells on either side of the edge that are covered.
  init(_ image: Value, mask: Value, band: Int, at path: Path) {
    func shrunk(_ region: Value) -> Value {
      1.0 - maxPool(1.0 - region, kernel: 2 * band + 1, stride: 1, padding: band)
    }
    let background = 1.0 - mask
    (inner, outer) = (shrunk(mask), shrunk(background))
    innerColours = Self.spread(image, from: inner, within: mask, at: path / "inner")
    outerColours = Self.spread(image, from: outer, within: background, at: path / "outer")
  }

  /// What is seen of a picture of the same view; `mask` at its resolution.
  func callAsFunction(_ image: Value, mask: Value) -> Value {
    let (inner, outer) = (resize(inner, to: image.size), resize(outer, to: image.size))
    let seen = (inner + outer) * image
    let filled = (mask - inner) * resize(innerColours, to: image.size)
    return seen + filled + ((1.0 - mask) - outer) * resize(outerColours, to: image.size)
  }

  /// The colours of a region, spread over its surroundings: a normalized convolution (Knutsson and Westin 1993). What is too thin
  /// to have an inside is spread itself.
  private static func spread(_ image: Value, from region: Value, within whole: Value, at path: Path) -> Value {
    let weight = region + 1e-4 * whole
    let side = 2 * reach + 1
    let colours = fixedConv(weight * image, kernel: side, padding: reach, at: path / "colours")
    return colours / (fixedConv(weight, kernel: side, padding: reach, at: path / "weight") + 1e-6)
  }
}
