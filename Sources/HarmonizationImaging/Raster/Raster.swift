/// An image in memory: rows from top to bottom, pixels from left to right, the bands of a pixel side by side.
///
/// The currency between decoding, networks, colour transfer and metrics. `Raster<UInt8>` and `Raster<UInt16>` hold encoded
/// samples (0...255, 0...65535), `Raster<Float>` holds samples in 0...1 unless its producer says otherwise.
public struct Raster<Sample: Sendable>: Sendable {
  /// Pixels in a row, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// Samples per pixel: 1 for grey and masks, 3 for RGB, 4 with alpha.
  public let bands: Int
  /// `height * width * bands` samples in [row, column, band] order.
  public var samples: [Sample]

  /// Takes `samples` in [row, column, band] order; nil where their number is not `width * height * bands` or a side is empty.
  public init?(width: Int, height: Int, bands: Int, samples: [Sample]) {
    let (area, tooWide) = width.multipliedReportingOverflow(by: height)
    let (count, tooDeep) = area.multipliedReportingOverflow(by: bands)
    guard width > 0, height > 0, bands > 0, !tooWide, !tooDeep, samples.count == count else { return nil }
    self.width = width
    self.height = height
    self.bands = bands
    self.samples = samples
  }

  /// A raster with every sample set to `value`; sides and bands below 1 are raised to 1.
  public init(width: Int, height: Int, bands: Int, repeating value: Sample) {
    self.width = max(width, 1)
    self.height = max(height, 1)
    self.bands = max(bands, 1)
    samples = Array(repeating: value, count: self.width * self.height * self.bands)
  }

  /// Index of the first sample of the pixel at column `x`, row `y`; the caller keeps both inside the raster.
  @inlinable
  public func offset(x: Int, y: Int) -> Int { (y * width + x) * bands }
}

extension Raster: Equatable where Sample: Equatable {}
