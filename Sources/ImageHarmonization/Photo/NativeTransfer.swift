import Imaging

/// A ``ColourTransfer`` at one native size, as the change that a `Rendering` applies.
public struct NativeTransfer: PixelTransform {
  private let grid: CoefficientGrid
  private let taps: ColumnTaps
  private let height: Int

  /// For a picture of `width` x `height` pixels.
  public init(_ transfer: ColourTransfer, width: Int, height: Int) {
    grid = transfer.grid
    taps = ColumnTaps(shape: grid.shape, columns: 0..<max(width, 0), imageWidth: width)
    self.height = height
  }

  /// Changes a run of pixels fully; the rendering blends with the mask.
  public func apply(to span: PixelSpan) {
    guard span.count > 0, span.x >= 0, span.x <= taps.taps.count - span.count else { return }
    withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: grid.rowLength + Self.runLength) { scratch in
      guard let vectors = scratch.baseAddress else { return }
      grid.interpolate(row: span.y, of: height, for: taps, used: span.x..<(span.x + span.count), into: vectors)
      let kernel = PixelKernel(vectors, taps, levels: grid.shape.levels)
      taps.taps.withUnsafeBufferPointer { columns in
        guard let columns = columns.baseAddress else { return }
        for start in stride(from: 0, to: span.count, by: Self.runLength) {
          change(span, from: start, kernel, columns + span.x + start, vectors + grid.rowLength)
        }
      }
    }
  }

  /// Pixels at a time: short enough to stay in the first-level cache.
  private static let runLength = 256
  private static let fullWeight = [Float](repeating: 1, count: runLength)

  private func change(
    _ span: PixelSpan, from start: Int, _ kernel: PixelKernel, _ columns: UnsafePointer<ColumnTaps.Tap>,
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
