/// An image in memory: rows from top to bottom, pixels from left to right, the channels of a pixel side by side.
///
/// The currency between decoding, networks, colour transfer and metrics. `Raster<UInt8>` and `Raster<UInt16>` contain encoded
/// samples (0...255, 0...65535), `Raster<Float>` contains samples in 0...1 unless its producer says otherwise.
public struct Raster<Sample: Sendable>: Sendable {
  /// Pixels in a row, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// Samples per pixel: 1 for grey and masks, 3 for RGB, 4 with alpha.
  public let channels: Int
  /// `height * width * channels` samples in [row, column, channel] order.
  public var samples: [Sample]

  /// Takes samples in [row, column, channel] order.
  ///
  /// - Parameters:
  ///   - width: pixels in a row.
  ///   - height: rows.
  ///   - channels: samples per pixel.
  ///   - samples: the samples.
  /// - Returns: nil if their number is not `width * height * channels` or a side is empty.
  public init?(width: Int, height: Int, channels: Int, samples: [Sample]) {
    let (area, tooWide) = width.multipliedReportingOverflow(by: height)
    let (count, tooDeep) = area.multipliedReportingOverflow(by: channels)
    guard width > 0, height > 0, channels > 0, !tooWide, !tooDeep, samples.count == count else { return nil }
    self.init(width: width, height: height, channels: channels, unchecked: samples)
  }

  /// A raster with every sample set to `value`; sides and channels below 1 are raised to 1.
  public init(width: Int, height: Int, channels: Int, repeating value: Sample) {
    self.width = max(width, 1)
    self.height = max(height, 1)
    self.channels = max(channels, 1)
    samples = Array(repeating: value, count: self.width * self.height * self.channels)
  }

  /// For producers that have just counted the samples themselves.
  @usableFromInline
  package init(width: Int, height: Int, channels: Int, unchecked samples: [Sample]) {
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }

  /// Index of the first sample of the pixel at column `x`, row `y`; the caller keeps both inside the raster.
  @inlinable
  public func offset(x: Int, y: Int) -> Int { (y * width + x) * channels }

  /// The whole raster as a rectangle.
  public var bounds: PixelRect { PixelRect(x: 0, y: 0, width: width, height: height) }
}

extension Raster where Sample == Float {
  /// The mean of this output and that of the mirrored input, mirrored back: flip test-time augmentation.
  ///
  /// - Parameter flipped: what a network gave for the mirrored picture and mask.
  /// - Throws: ``PixelError/mismatch(what:found:expected:)`` if the shapes differ.
  public func averaged(withMirrored flipped: Raster<Float>) throws(PixelError) -> Raster<Float> {
    try flipped.check("the mirrored output", width: width, height: height, channels: channels)
    var result = flipped.mirrored()
    for index in samples.indices { result.samples[index] = 0.5 * (samples[index] + result.samples[index]) }
    return result
  }
}

extension Raster where Sample: PixelSample {
  /// The samples divided by white: in 0...1, as networks take them.
  @inlinable
  public func units() -> Raster<Float> { map { $0.real / Sample.white } }
}

extension Raster where Sample == UInt8 {
  /// The smallest rectangle around all pixels above `level`; nil if there are none. For rasters of one channel.
  public func extent(above level: UInt8) -> PixelRect? {
    var (left, right, top, bottom) = (width, -1, height, -1)
    samples.withUnsafeBufferPointer { samples in
      for y in 0..<min(height, samples.count / width) {
        let row = UnsafeBufferPointer(rebasing: samples[(y * width)..<((y + 1) * width)])
        var largest: UInt8 = 0
        for value in row { largest = max(largest, value) }
        guard largest > level else { continue }
        (top, bottom) = (min(top, y), y)
        left = min(left, row.firstIndex { $0 > level } ?? left)
        right = max(right, row.lastIndex { $0 > level } ?? right)
      }
    }
    return bottom < 0 ? nil : PixelRect(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
  }
}

extension Raster: Equatable where Sample: Equatable {}

extension Raster {
  /// The raster with every sample passed through `transform`.
  @inlinable
  public func map<Target: Sendable>(_ transform: (Sample) -> Target) -> Raster<Target> {
    Raster<Target>(width: width, height: height, channels: channels, unchecked: samples.map(transform))
  }

  /// Throws unless the raster has that shape; `what` is what the error calls it.
  func check(_ what: String, width: Int, height: Int, channels: Int) throws(PixelError) {
    guard self.width == width, self.height == height, self.channels == channels else {
      throw .mismatch(
        what: what, found: "\(self.width)x\(self.height) with \(self.channels) channels",
        expected: "\(width)x\(height) with \(channels)")
    }
  }

  /// The raster mirrored left to right.
  public func mirrored() -> Raster {
    var result = self
    for y in 0..<height {
      for x in 0..<width {
        let (from, to) = (offset(x: width - 1 - x, y: y), offset(x: x, y: y))
        for channel in 0..<channels { result.samples[to + channel] = samples[from + channel] }
      }
    }
    return result
  }
}
