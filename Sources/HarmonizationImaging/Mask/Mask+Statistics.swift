import HarmonizationPixels

extension Mask {
  /// What is known about a mask after one look at every pixel.
  public struct Statistics: Sendable, Equatable {
    /// Mean of the mask, 0...1.
    public var coverage: Double
    /// The smallest rectangle around all pixels above 0; nil for an empty mask.
    public var bounds: PixelRect?
    /// True where every pixel is 0.
    public var isEmpty: Bool { bounds == nil }
    /// True where every pixel is 255.
    public var isFull: Bool
  }

  /// Looks at every pixel once.
  public func statistics() -> Statistics {
    var sum = 0
    var least: UInt8 = 255
    raster.samples.withUnsafeBufferPointer { samples in
      for y in 0..<height {
        let row = UnsafeBufferPointer(rebasing: samples[(y * width)..<((y + 1) * width)])
        var rowSum: UInt64 = 0
        for value in row {
          rowSum &+= UInt64(value)
          least = min(least, value)
        }
        sum += Int(rowSum)
      }
    }
    return Statistics(
      coverage: Double(sum) / Double(width * height) / 255, bounds: raster.extent(above: 0), isFull: least == 255)
  }

  /// Whether some pixel is above 0; stops at the first.
  public var hasForeground: Bool { holdsOther(than: 0) }

  /// Whether some pixel is below 255; stops at the first.
  public var hasBackground: Bool { holdsOther(than: 255) }

  /// Whether some value differs from `value`, eight at a time.
  private func holdsOther(than value: UInt8) -> Bool {
    raster.samples.withUnsafeBytes { bytes in
      let pattern = UInt64(value) &* 0x0101_0101_0101_0101
      var index = 0
      while index + 8 <= bytes.count {
        if bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) != pattern { return true }
        index += 8
      }
      return bytes[index...].contains { $0 != value }
    }
  }
}
