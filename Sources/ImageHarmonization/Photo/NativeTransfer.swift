import HarmonizationPixels

/// A ``ColourTransfer`` at one native size, as the change that a `Rendering` applies.
public struct NativeTransfer: PixelTransform {
  private let grid: CoefficientGrid
  private let taps: ColumnTaps
  private let part: PixelRect

  /// For a picture of `width` x `height` pixels.
  public init(_ transfer: ColourTransfer, width: Int, height: Int) {
    self.init(transfer, part: PixelRect(x: 0, y: 0, width: width, height: height))
  }

  /// For a transfer that was fitted to a part of a picture; runs that reach outside the part stay as they are.
  public init(_ transfer: ColourTransfer, part: PixelRect) {
    grid = transfer.grid
    taps = ColumnTaps(shape: grid.shape, columns: 0..<max(part.width, 0), imageWidth: part.width)
    self.part = part
  }

  /// Changes a run of pixels fully; the rendering blends with the mask.
  public func apply(to span: PixelSpan) {
    let (first, row) = (span.x - part.x, span.y - part.y)
    guard span.count > 0, first >= 0, first <= taps.taps.count - span.count, row >= 0, row < part.height else { return }
    withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: grid.rowLength + Self.runLength) { scratch in
      guard let vectors = scratch.baseAddress else { return }
      grid.interpolate(row: row, of: part.height, for: taps, used: first..<(first + span.count), into: vectors)
      let kernel = PixelKernel(vectors, taps, levels: grid.shape.levels)
      taps.taps.withUnsafeBufferPointer { columns in
        guard let columns = columns.baseAddress else { return }
        for start in stride(from: 0, to: span.count, by: Self.runLength) {
          change(span, from: start, kernel, columns + first + start, vectors + grid.rowLength)
        }
      }
    }
  }

  /// Pixels at a time: short enough to stay in the first-level cache.
  private static let runLength = 256

  private func change(
    _ span: PixelSpan, from start: Int, _ kernel: PixelKernel, _ columns: UnsafePointer<ColumnTaps.Tap>,
    _ colours: UnsafeMutablePointer<SIMD4<Float>>
  ) {
    let count = min(Self.runLength, span.count - start)
    let (red, green, blue) = (span.red + start, span.green + start, span.blue + start)
    for i in 0..<count { (colours + i).initialize(to: SIMD4(red[i], green[i], blue[i], 1)) }
    kernel.transform(colours, columns: columns, count: count)
    for i in 0..<count {
      (red[i], green[i], blue[i]) = (colours[i].x, colours[i].y, colours[i].z)
    }
  }
}
