import HarmonizationData
import HarmonizationPixels

extension FloatBuffer {
  /// The floats of one item of the outermost extent.
  func withItem<Result>(_ index: Int, _ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
    try withUnsafeBufferPointer { floats in
      let size = floats.count / max(shape.first ?? 1, 1)
      return try body(UnsafeBufferPointer(rebasing: floats[index * size..<(index + 1) * size]))
    }
  }
}

/// Composite, mask, true picture and prediction side by side, a row for each sample.
struct SampleGrid {
  private(set) var raster: Raster<UInt8>
  private let size: Int

  /// A grid for `rows` samples of `size` x `size` pixels.
  init(rows: Int, size: Int) {
    self.size = size
    raster = Raster(width: 4 * size, height: rows * size, channels: 3, repeating: 0)
  }

  /// Puts a picture, 0...1, into a cell; one channel becomes grey.
  mutating func place(_ picture: Raster<Float>, row: Int, column: Int) {
    guard picture.width == size, picture.height == size, row * size < raster.height, column < 4 else { return }
    for y in 0..<size {
      for x in 0..<size {
        let target = raster.offset(x: column * size + x, y: row * size + y)
        let source = picture.offset(x: x, y: y)
        for channel in 0..<3 {
          let value = picture.samples[source + min(channel, picture.channels - 1)]
          // `min` and `max` also turn NaN into a level.
          raster.samples[target + channel] = UInt8(max(0, min(255, (value * 255).rounded())))
        }
      }
    }
  }
}
