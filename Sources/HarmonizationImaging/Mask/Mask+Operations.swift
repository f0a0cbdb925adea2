import Foundation
import HarmonizationPixels

extension Mask {
  /// Foreground and background exchanged.
  public func inverted() -> Mask { Mask(values: raster.map { 255 - $0 }) }

  /// Without soft edges: 255 where the mask is at least `level`, else 0.
  ///
  /// - Throws: ``ImagingError/invalidParameter(name:reason:)`` for levels outside 0...1.
  public func thresholded(at level: Double = 0.5) throws(ImagingError) -> Mask {
    guard (0...1).contains(level) else {
      throw .invalidParameter(name: "threshold", reason: "\(level) is not in 0...1")
    }
    return Mask(values: raster.map { Double($0) >= level * 255 ? 255 : 0 })
  }

  /// At another size, without aliasing.
  ///
  /// - Throws: ``ImagingError/invalidParameter(name:reason:)`` for sizes below 1 or above 2^20.
  public func resized(width: Int, height: Int) throws(ImagingError) -> Mask {
    do { return Mask(values: try raster.resized(width: width, height: height)) } catch {
      throw .invalidParameter(name: "resize", reason: error.description)
    }
  }

  /// Grown (above 0) or shrunk (below 0) by a disc of `radius` pixels; soft edges move along. The picture's border is not an edge.
  ///
  /// - Throws: ``ImagingError/invalidParameter(name:reason:)`` for radii beyond 512.
  public func grown(by radius: Double) throws(ImagingError) -> Mask {
    guard abs(radius) <= 512 else {
      throw .invalidParameter(name: "grow", reason: "\(radius) pixels are more than 512")
    }
    if abs(radius) < 1 { return self }
    return radius > 0 ? Mask(values: dilated(raster, radius: radius)) : inverted().dilatedAndInverted(-radius)
  }

  private func dilatedAndInverted(_ radius: Double) -> Mask { Mask(values: dilated(raster, radius: radius)).inverted() }

  /// With edges softened by a Gaussian of standard deviation `sigma` pixels; beyond the border the mask continues as at it.
  ///
  /// Up to 4 pixels the Gaussian is sampled, beyond that three box averages stand for it (Kovesi 2010), whose cost does not
  /// depend on sigma.
  /// - Throws: ``ImagingError/invalidParameter(name:reason:)`` for sigmas outside 0...1000.
  public func feathered(sigma: Double) throws(ImagingError) -> Mask {
    guard (0...1000).contains(sigma) else {
      throw .invalidParameter(name: "feather", reason: "\(sigma) pixels are not in 0...1000")
    }
    if sigma < 0.1 { return self }
    return Mask(values: Blur(sigma: sigma).bytes(of: raster))
  }
}

// MARK: - Grayscale dilation

/// The largest value within a disc around every pixel.
///
/// Row blocks are worked on in parallel. For each, the vertical maxima over 1, 2, 4, ... rows are prepared; the maximum of a
/// disc's column of any height is then the larger of two of them, and the columns are shifted rows, compared as vectors.
private func dilated(_ raster: Raster<UInt8>, radius: Double) -> Raster<UInt8> {
  let disc = Disc(radius: radius)
  let (width, height) = (raster.width, raster.height)
  var result = raster
  let blockRows = max(64, disc.reach)
  let blocks = (height + blockRows - 1) / blockRows
  raster.samples.withUnsafeBufferPointer { source in
    result.samples.withUnsafeMutableBufferPointer { target in
      let shared = SharedPointers(source: source, target: target)
      DispatchQueue.concurrentPerform(iterations: blocks) { block in
        let first = block * blockRows
        let rows = first..<min(first + blockRows, height)
        dilate(rows, with: disc, width: width, height: height, shared: shared)
      }
    }
  }
  return result
}

/// Half the height of a disc's columns, from its middle outwards.
private struct Disc {
  let halves: [Int]
  var reach: Int { halves.count - 1 }

  init(radius: Double) {
    let reach = Int(radius)
    halves = (0...reach).map { Int((radius * radius - Double($0 * $0)).squareRoot()) }
  }
}

/// Buffers that concurrent blocks read anywhere and write in disjoint rows.
private struct SharedPointers: @unchecked Sendable {
  let source: UnsafeBufferPointer<UInt8>
  let target: UnsafeMutableBufferPointer<UInt8>
}

private func dilate(_ rows: Range<Int>, with disc: Disc, width: Int, height: Int, shared: SharedPointers) {
  guard let source = shared.source.baseAddress, let target = shared.target.baseAddress else { return }
  let top = rows.lowerBound - disc.reach
  let count = rows.count + 2 * disc.reach
  // levels[k] contains, for each row, the maximum of the 2^k rows from it on; rows outside the picture are 0.
  var levels = [[UInt8](repeating: 0, count: count * width)]
  levels[0].withUnsafeMutableBufferPointer { level in
    for row in 0..<count where (0..<height).contains(top + row) {
      guard let base = level.baseAddress else { return }
      (base + row * width).update(from: source + (top + row) * width, count: width)
    }
  }
  while 2 << (levels.count - 1) <= 2 * disc.reach + 1 {
    let shift = (1 << (levels.count - 1)) * width
    let below = levels[levels.count - 1]
    var next = below
    for i in 0..<(below.count - shift) { next[i] = max(below[i], below[i + shift]) }
    levels.append(next)
  }
  for row in rows {
    for (offset, half) in disc.halves.enumerated() {
      let span = 2 * half + 1
      let level = Int.bitWidth - 1 - span.leadingZeroBitCount
      let first = (row - top - half) * width
      let second = first + (span - (1 << level)) * width
      levels[level].withUnsafeBufferPointer { level in
        guard let base = level.baseAddress else { return }
        maximize(target + row * width, of: base + first, and: base + second, shiftedBy: offset, width: width)
        if offset > 0 {
          maximize(target + row * width, of: base + first, and: base + second, shiftedBy: -offset, width: width)
        }
      }
    }
  }
}

/// `target[x] = max(target[x], a[x + shift], b[x + shift])` where that is inside the row.
private func maximize(
  _ target: UnsafeMutablePointer<UInt8>, of a: UnsafePointer<UInt8>, and b: UnsafePointer<UInt8>, shiftedBy shift: Int,
  width: Int
) {
  let start = max(0, -shift)
  let end = min(width, width - shift)
  guard start < end else { return }
  for x in start..<end { target[x] = max(target[x], max(a[x &+ shift], b[x &+ shift])) }
}
