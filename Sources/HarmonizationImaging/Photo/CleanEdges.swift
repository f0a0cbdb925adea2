import HarmonizationPixels

/// The colours of a cut-out's soft edge as a network is shown them: estimated, so that what is left of the old background there (a
/// white rim, for instance) does not shift the colours of the whole object.
struct CleanEdges {
  /// The estimation looks at a small copy: a network sees no more of it.
  private static let longestSide = 512

  /// Foreground colours at the small copy's size, 0...1.
  private let small: Raster<Float>

  /// Nil if no pixel is partly transparent.
  ///
  /// - Parameter cutout: Red, green, blue and opacity, 16 bit, not premultiplied.
  init?(_ cutout: Raster<UInt16>) {
    let isSoft = stride(from: 3, to: cutout.samples.count, by: 4).contains {
      (1..<UInt16.max).contains(cutout.samples[$0])
    }
    guard isSoft else { return nil }
    let size = Comparison.fitted(width: cutout.width, height: cutout.height, to: Self.longestSide)
    small = ForegroundEstimation(cutout.sampled(size.width, size.height)).foreground()
  }

  /// The colours of a placed cut-out with those of partly transparent pixels replaced.
  ///
  /// - Parameters:
  ///   - colours: Red, green and blue, 16 bit, not premultiplied.
  ///   - opacity: One channel of the same size.
  ///   - part: What is visible of the cut-out at its final size.
  ///   - size: The whole cut-out's final size.
  func colours(
    _ colours: Raster<UInt16>, opacity: Raster<UInt16>, part: PixelRect, of size: (width: Int, height: Int)
  ) -> Raster<UInt16> {
    var result = colours
    for y in 0..<colours.height {
      let row = min((part.y + y) * small.height / size.height, small.height - 1) * small.width
      for x in 0..<colours.width {
        let pixel = y * colours.width + x
        guard opacity.samples[pixel] > 0, opacity.samples[pixel] < .max else { continue }
        let from = 3 * (row + min((part.x + x) * small.width / size.width, small.width - 1))
        for channel in 0..<3 { result.samples[3 * pixel + channel] = UInt16(unit: small.samples[from + channel]) }
      }
    }
    return result
  }
}
