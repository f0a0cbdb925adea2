import HarmonizationPixels

/// A ``GuidedUpsampling`` at one native size, as the change that a `Rendering` applies.
public struct NativeTransfer: PixelTransform {
  private let grid: CoefficientGrid
  private let taps: ColumnTaps
  private let part: PixelRect

  /// For a picture of `width` x `height` pixels.
  public init(_ transfer: GuidedUpsampling, width: Int, height: Int) {
    self.init(transfer, part: PixelRect(x: 0, y: 0, width: width, height: height))
  }

  /// For a transfer that was fitted to a part of a picture.
  public init(_ transfer: GuidedUpsampling, part: PixelRect) {
    grid = transfer.grid
    taps = ColumnTaps(shape: grid.shape, columns: 0..<max(part.width, 0), imageWidth: part.width)
    self.part = part
  }

  /// Changes a run of pixels fully; the rendering blends with the mask. Outside the part the change is that of its nearest
  /// pixel.
  public func apply(to span: PixelSpan) {
    guard span.count > 0, part.height > 0, let first = taps.taps.first, let last = taps.taps.last else { return }
    let row = min(max(span.y - part.y, 0), part.height - 1)
    let start = span.x - part.x
    let before = min(max(-start, 0), span.count)
    let after = min(max(start + span.count - taps.taps.count, 0), span.count)
    withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: grid.rowLength + Self.runLength) { scratch in
      guard let vectors = scratch.baseAddress else { return }
      let left = min(max(start, 0), taps.taps.count)
      let inside = left..<max(left, min(start + span.count, taps.taps.count))
      let nearest = before > 0 ? 0..<1 : taps.taps.count - 1..<taps.taps.count
      let used = inside.isEmpty ? nearest : inside
      grid.interpolate(row: row, of: part.height, for: taps, used: used, into: vectors)
      let kernel = PixelKernel(vectors, taps, levels: grid.shape.levels)
      changeOutside(span, 0..<before, kernel: kernel, tap: first, colours: vectors + grid.rowLength)
      taps.taps.withUnsafeBufferPointer { columns in
        guard let columns = columns.baseAddress else { return }
        for at in stride(from: before, to: span.count - after, by: Self.runLength) {
          let count = min(Self.runLength, span.count - after - at)
          change(
            span, at..<at + count, kernel: kernel, columns: columns + start + at, colours: vectors + grid.rowLength)
        }
      }
      changeOutside(
        span, max(span.count - after, before)..<span.count, kernel: kernel, tap: last, colours: vectors + grid.rowLength
      )
    }
  }

  private func changeOutside(
    _ span: PixelSpan, _ pixels: Range<Int>, kernel: PixelKernel, tap: ColumnTaps.Tap,
    colours: UnsafeMutablePointer<SIMD4<Float>>
  ) {
    guard !pixels.isEmpty else { return }
    let columns = [ColumnTaps.Tap](repeating: tap, count: min(Self.runLength, pixels.count))
    columns.withUnsafeBufferPointer { columns in
      guard let start = columns.baseAddress else { return }
      for at in stride(from: pixels.lowerBound, to: pixels.upperBound, by: Self.runLength) {
        change(span, at..<min(at + Self.runLength, pixels.upperBound), kernel: kernel, columns: start, colours: colours)
      }
    }
  }

  /// Pixels at a time: short enough to stay in the first-level cache.
  private static let runLength = 256

  private func change(
    _ span: PixelSpan, _ pixels: Range<Int>, kernel: PixelKernel, columns: UnsafePointer<ColumnTaps.Tap>,
    colours: UnsafeMutablePointer<SIMD4<Float>>
  ) {
    let (start, count) = (pixels.lowerBound, pixels.count)
    let (red, green, blue) = (span.red + start, span.green + start, span.blue + start)
    for i in 0..<count { (colours + i).initialize(to: SIMD4(red[i], green[i], blue[i], 1)) }
    kernel.transform(colours, columns: columns, count: count)
    for i in 0..<count {
      (red[i], green[i], blue[i]) = (colours[i].x, colours[i].y, colours[i].z)
    }
  }
}
