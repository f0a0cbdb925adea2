import Imaging

/// A ``ColourTransfer`` at one native size, as the change that a `Rendering` applies.
public struct NativeTransfer: PixelTransform {
  private let transfer: ColourTransfer
  private let width: Int
  private let height: Int

  /// For a picture of `width` x `height` pixels.
  public init(_ transfer: ColourTransfer, width: Int, height: Int) {
    self.transfer = transfer
    self.width = width
    self.height = height
  }

  /// Changes a run of pixels fully; the rendering blends with the mask.
  public func apply(to span: PixelSpan) {
    let region = TransferRegion(
      x: span.x, y: span.y, width: span.count, height: 1, imageWidth: width, imageHeight: height)
    var coefficients = RowCoefficients(grid: transfer.grid, region: region)
    coefficients.move(toRow: span.y, of: height, used: 0..<span.count)
    coefficients.withPointers { vectors, columns in
      let kernel = PixelKernel(
        vectors: vectors, columnStride: coefficients.columnStride, levelStride: coefficients.levelStride,
        levels: transfer.grid.shape.levels)
      withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: Self.runLength) { colours in
        guard let colours = colours.baseAddress else { return }
        for start in stride(from: 0, to: span.count, by: Self.runLength) {
          change(span, from: start, kernel, columns + start, colours)
        }
      }
    }
  }

  /// Pixels at a time: short enough to stay in the first-level cache.
  private static let runLength = 256
  private static let fullWeight = [Float](repeating: 1, count: runLength)

  private func change(
    _ span: PixelSpan, from start: Int, _ kernel: PixelKernel, _ columns: UnsafePointer<RowCoefficients.ColumnTap>,
    _ colours: UnsafeMutablePointer<SIMD4<Float>>
  ) {
    let count = min(Self.runLength, span.count - start)
    let (red, green, blue) = (span.red + start, span.green + start, span.blue + start)
    for i in 0..<count { (colours + i).initialize(to: SIMD4(red[i], green[i], blue[i], 1)) }
    Self.fullWeight.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      kernel.transform(colours, columns: columns, weights: weights, count: count)
    }
    for i in 0..<count {
      (red[i], green[i], blue[i]) = (colours[i].x, colours[i].y, colours[i].z)
    }
  }
}
