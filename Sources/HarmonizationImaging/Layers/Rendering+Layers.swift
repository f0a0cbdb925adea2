import HarmonizationPixels

/// The parts of a harmonized photo as editors stack them.
extension Rendering {
  /// Names of the layers, top first.
  enum Layer: String, CaseIterable {
    case harmonized = "Harmonized"
    case original = "Original foreground"
    case background = "Background"

    /// Whether it is seen.
    var isVisible: Bool { self != .original }
  }

  /// The foreground's colours without blending: the harmonized ones, or the photo's.
  func colours(of layer: Layer) throws(ImagingError) -> Pipeline {
    guard layer == .harmonized else { return try photo.pipeline() }
    // Editors blend by the mask themselves.
    let everywhere = Mask(values: mask.raster.map { $0 > 0 ? 255 : 0 })
    return try Rendering(photo, mask: everywhere, transform: transform, strength: strength).pipeline()
  }

  /// The same with the mask as transparency; empty outside it.
  func cutout(of layer: Layer) throws(ImagingError) -> Pipeline {
    let source = try colours(of: layer)
    let (image, deep) = (source.image, source.image.format == UInt16.bandFormat)
    let colours = image.channels - (image.hasAlpha ? 1 : 0)
    let node = CutoutNode(
      mask: mask.raster, channels: image.channels, colours: colours, isDeep: deep, state: source.state)
    return Pipeline(
      image: try image.generating(
        channels: colours + 1, format: image.format, interpretation: image.interpretation, node: node),
      state: source.state)
  }
}

/// The node that makes the mask transparency.
private final class CutoutNode: SampleNode {
  private let mask: Raster<UInt8>
  private let channels: Int
  private let colours: Int
  let isDeep: Bool
  private let state: PipelineState

  init(mask: Raster<UInt8>, channels: Int, colours: Int, isDeep: Bool, state: PipelineState) {
    (self.mask, self.channels, self.colours, self.isDeep, self.state) = (mask, channels, colours, isDeep, state)
  }

  func inputFailed() { state.inputFailed() }

  @inline(__always) func generate<Sample: PixelSample>(
    _ type: Sample.Type, _ area: PixelRect, from input: VipsImage.Pixels, into output: VipsImage.Pixels
  ) {
    for y in 0..<area.height {
      let (source, target) = (input.row(y, of: Sample.self), output.row(y, of: Sample.self))
      let start = mask.offset(x: area.x, y: area.y + y)
      for x in 0..<area.width {
        let cover = mask.samples[start + x]
        let (from, to) = (source + x * channels, target + x * (colours + 1))
        for channel in 0..<colours { to[channel] = cover > 0 ? from[channel] : Sample(unit: 0) }
        // What is transparent in the photo stays so.
        let own = colours < channels ? from[colours].unit : 1
        to[colours] = Sample(unit: cover.unit * own)
      }
    }
  }
}
