import Foundation

/// A Gaussian blur of rasters of one channel, in 16 bits between the passes.
package struct Blur: Sendable {
  /// What is done along each axis, one after the other.
  private enum Pass: Sendable {
    /// Weights of a sampled kernel; the middle one belongs to the pixel itself.
    case kernel([Float])
    /// The mean of `2 * radius + 1` pixels.
    case box(radius: Int)
  }

  private let passes: [Pass]
  /// Pixels farther away than this do not count.
  let reach: Int

  /// A blur of standard deviation `sigma` pixels, above 0: up to 4 the Gaussian is sampled, beyond that three box averages stand
  /// for it (Kovesi 2010), whose cost does not depend on sigma.
  package init(sigma: Double) {
    if sigma <= 4 {
      let radius = max(Int((3.5 * sigma).rounded(.up)), 1)
      let weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
      let total = weights.reduce(0, +)
      passes = [.kernel(weights.map { Float($0 / total) })]
      reach = radius
    } else {
      // Widths whose variances add up to sigma's: the lower odd width m times, the next one the other times.
      let ideal = (12 * sigma * sigma / 3 + 1).squareRoot()
      let lower = (Int(ideal) - 1) / 2 * 2 + 1
      let wl = Double(lower)
      let m = ((12 * sigma * sigma - 3 * wl * wl - 12 * wl - 9) / (-4 * wl - 4)).rounded()
      let radii = (0..<3).map { Double($0) < m ? lower / 2 : lower / 2 + 1 }
      passes = radii.map { .box(radius: $0) }
      reach = radii.reduce(0, +)
    }
  }

  /// The blurred mask. Only the surroundings of what is not 0 are computed; beyond the border the mask continues as at it.
  package func bytes(of mask: Raster<UInt8>) -> Raster<UInt8> {
    var result = mask
    blur(mask) { result.samples[$0] = UInt8((UInt32($1) * 255 + 32767) / 65535) }
    return result
  }

  /// The blurred mask in 16 bits, as ``bytes(of:)``.
  package func words(of mask: Raster<UInt8>) -> Raster<UInt16> {
    var result = Raster<UInt16>(width: mask.width, height: mask.height, channels: 1, repeating: 0)
    blur(mask) { result.samples[$0] = $1 }
    return result
  }

  /// Calls `store` with the index and value of every sample that may not be 0.
  @inline(__always)
  private func blur(_ mask: Raster<UInt8>, _ store: (Int, UInt16) -> Void) {
    guard mask.channels == 1, let extent = mask.extent(above: 0) else { return }
    let (left, top) = (max(extent.x - reach, 0), max(extent.y - reach, 0))
    let width = min(extent.x + extent.width + reach, mask.width) - left
    let height = min(extent.y + extent.height + reach, mask.height) - top
    var part = Raster<UInt16>(width: width, height: height, channels: 1, repeating: 0)
    for y in 0..<height {
      let from = mask.offset(x: left, y: top + y)
      for x in 0..<width { part.samples[y * width + x] = UInt16(mask.samples[from + x]) * 257 }
    }
    for pass in passes { part = horizontal(part, pass) }
    for pass in passes { part = vertical(part, pass) }
    for y in 0..<height {
      let to = mask.offset(x: left, y: top + y)
      for x in 0..<width { store(to + x, part.samples[y * width + x]) }
    }
  }

  private func horizontal(_ raster: Raster<UInt16>, _ pass: Pass) -> Raster<UInt16> {
    parallel(raster, chunks: raster.height) { y, source, target in
      let row = source + y * raster.width
      Self.line(row, count: raster.width, into: target + y * raster.width, pass)
    }
  }

  /// Runs down the columns, many at a time, so that memory is read row by row.
  private func vertical(_ raster: Raster<UInt16>, _ pass: Pass) -> Raster<UInt16> {
    let (width, height) = (raster.width, raster.height)
    let columns = 512
    return parallel(raster, chunks: (width + columns - 1) / columns) { chunk, source, target in
      let x = chunk * columns
      let count = min(columns, width - x)
      switch pass {
      case .kernel(let weights):
        Self.columns(source + x, to: target + x, count: count, stride: width, height: height, weights: weights)
      case .box(let radius):
        Self.columns(source + x, to: target + x, count: count, stride: width, height: height, radius: radius)
      }
    }
  }

  private func parallel(
    _ raster: Raster<UInt16>, chunks: Int,
    _ body: @Sendable (Int, UnsafePointer<UInt16>, UnsafeMutablePointer<UInt16>) -> Void
  ) -> Raster<UInt16> {
    var result = raster
    raster.samples.withUnsafeBufferPointer { source in
      result.samples.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        nonisolated(unsafe) let (from_, to_) = (from, to)  // chunks write disjoint pixels
        // Starting threads would cost more than a small raster takes.
        if raster.samples.count < 1 << 18 {
          for chunk in 0..<chunks { body(chunk, from_, to_) }
        } else {
          DispatchQueue.concurrentPerform(iterations: chunks) { body($0, from_, to_) }
        }
      }
    }
    return result
  }
}

extension Blur {
  private static func line(
    _ row: UnsafePointer<UInt16>, count: Int, into out: UnsafeMutablePointer<UInt16>, _ pass: Pass
  ) {
    switch pass {
    case .kernel(let weights):
      // The edge pixels repeated outwards spare the inner loop its comparisons.
      let radius = weights.count / 2
      let padded = (-radius..<(count + radius)).map { Float(row[min(max($0, 0), count - 1)]) }
      var sums = [Float](repeating: 0, count: count)
      padded.withUnsafeBufferPointer { padded in
        sums.withUnsafeMutableBufferPointer { sums in
          for (k, weight) in weights.enumerated() {
            for x in 0..<count { sums[x] += weight * padded[x &+ k] }
          }
          for x in 0..<count { out[x] = UInt16(rounding: min(sums[x], 65535)) }
        }
      }
    case .box(let radius):
      let scale = 1 / Float(2 * radius + 1)
      var sum = (-radius...radius).reduce(UInt32(0)) { $0 &+ UInt32(row[min(max($1, 0), count - 1)]) }
      for x in 0..<count {
        out[x] = UInt16(rounding: min(Float(sum) * scale, 65535))
        sum = sum &+ UInt32(row[min(x &+ radius &+ 1, count - 1)]) &- UInt32(row[max(x &- radius, 0)])
      }
    }
  }

  private static func columns(
    _ source: UnsafePointer<UInt16>, to target: UnsafeMutablePointer<UInt16>, count: Int, stride: Int,
    height: Int, weights: [Float]
  ) {
    let radius = weights.count / 2
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { sums in
      for y in 0..<height {
        for x in 0..<count { sums[x] = 0 }
        for (k, weight) in weights.enumerated() {
          let row = source + min(max(y + k - radius, 0), height - 1) * stride
          for x in 0..<count { sums[x] += weight * Float(row[x]) }
        }
        let out = target + y * stride
        for x in 0..<count { out[x] = UInt16(rounding: min(sums[x], 65535)) }
      }
    }
  }

  private static func columns(
    _ source: UnsafePointer<UInt16>, to target: UnsafeMutablePointer<UInt16>, count: Int, stride: Int,
    height: Int, radius: Int
  ) {
    let scale = 1 / Float(2 * radius + 1)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { sums in
      for x in 0..<count { sums[x] = 0 }
      for y in -radius...radius {
        let row = source + min(max(y, 0), height - 1) * stride
        for x in 0..<count { sums[x] &+= UInt32(row[x]) }
      }
      for y in 0..<height {
        let next = source + min(y + radius + 1, height - 1) * stride
        let past = source + max(y - radius, 0) * stride
        let out = target + y * stride
        for x in 0..<count {
          out[x] = UInt16(rounding: min(Float(sums[x]) * scale, 65535))
          sums[x] = sums[x] &+ UInt32(next[x]) &- UInt32(past[x])
        }
      }
    }
  }
}
