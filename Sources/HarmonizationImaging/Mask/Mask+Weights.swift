import HarmonizationPixels

extension Mask {
  /// How strongly a mask selects, and where.
  public struct Weights: Sendable, Equatable {
    /// The largest value, 0...1.
    public let brightest: Double
    /// The value that nine of ten pixels of the foreground reach at most, 0...1: 1 for a plain mask, less for a grey one.
    public let typical: Double
    /// The share of pixels above 0.
    public let coverage: Double
    /// Whether nearly all of the picture's border is foreground.
    public let coversBorder: Bool
    /// The smallest rectangle around all pixels of at least a quarter of the largest value; nil for an empty mask. Faint pixels
    /// elsewhere do not move it.
    public let core: PixelRect?
  }

  /// Looks at every pixel.
  public func weights() -> Weights {
    let counts = levelCounts(raster.samples, varying: VaryingRanges(raster.samples), white: 255)
    let largest = counts.lastIndex { $0 > 0 } ?? 0
    let covered = raster.samples.count - counts[0]
    var rest = covered / 10
    var typical = largest
    while typical > 1, counts[typical] <= rest {
      rest -= counts[typical]
      typical -= 1
    }
    return Weights(
      brightest: Double(largest) / 255, typical: Double(typical) / 255,
      coverage: Double(covered) / Double(raster.samples.count), coversBorder: coversBorder,
      core: largest > 0 ? raster.extent(above: UInt8(max(largest / 4, 1) - 1)) : nil)
  }

  private var coversBorder: Bool {
    let (last, right) = (raster.samples.count - width, width - 1)
    var border = (0..<width).flatMap { [raster.samples[$0], raster.samples[last + $0]] }
    border += (0..<height).flatMap { [raster.samples[$0 * width], raster.samples[$0 * width + right]] }
    return border.count { $0 > 127 } * 20 >= border.count * 19
  }
}
