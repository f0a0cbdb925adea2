extension Raster where Sample == UInt8 {
  /// The picture that a plan describes, with OpenCV's fixed-point arithmetic. The plan must be made for this picture's
  /// size; one that reaches outside gives nil.
  package func resampled(_ plan: ResamplingPlan) -> Raster<UInt8>? {
    let fits = plan.columns.allSatisfy { $0.isInside(width) } && plan.rows.allSatisfy { $0.isInside(height) }
    guard fits, !plan.columns.isEmpty, !plan.rows.isEmpty else { return nil }
    let rowSamples = plan.columns.count * channels
    let output = [UInt8](unsafeUninitializedCapacity: rowSamples * plan.rows.count) { buffer, count in
      withUnsafeTemporaryAllocation(of: Int16.self, capacity: 2 * rowSamples) { sums in
        samples.withUnsafeBufferPointer { source in
          guard let output = buffer.baseAddress, let sums = sums.baseAddress, let source = source.baseAddress else {
            return
          }
          FixedPointRows(source: source, stride: width * channels, channels: channels, plan: plan, sums: sums).run(
            into: output)
        }
      }
      count = rowSamples * plan.rows.count
    }
    return Raster(width: plan.columns.count, height: plan.rows.count, channels: channels, samples: output)
  }
}

extension AxisTap {
  fileprivate func isInside(_ length: Int) -> Bool { first >= 0 && second >= 0 && first < length && second < length }
}

/// Horizontal passes of the two source rows in use, and vertical mixes of them.
private struct FixedPointRows {
  let source: UnsafePointer<UInt8>
  let stride: Int
  let channels: Int
  let plan: ResamplingPlan
  /// Two rows of horizontally mixed samples, as OpenCV keeps them after a shift by 4: 0...32640.
  let sums: UnsafeMutablePointer<Int16>

  func run(into output: UnsafeMutablePointer<UInt8>) {
    let count = plan.columns.count * channels
    var upper = (row: -1, sums: sums)
    var lower = (row: -1, sums: sums + count)
    for (y, tap) in plan.rows.enumerated() {
      if lower.row == tap.first { swap(&upper, &lower) }
      if upper.row != tap.first { mixColumns(tap.first, upper.sums) }
      if lower.row != tap.second { mixColumns(tap.second, lower.sums) }
      (upper.row, lower.row) = (tap.first, tap.second)
      mixRows(upper.sums, lower.sums, tap: tap, to: output + y * count, count: count)
    }
  }

  private func mixColumns(_ row: Int, _ sums: UnsafeMutablePointer<Int16>) {
    let line = source + row * stride
    plan.columns.withUnsafeBufferPointer { columns in
      if channels == 3 {
        for x in 0..<columns.count {
          let tap = columns[x]
          let (a, b) = (line + 3 * tap.first, line + 3 * tap.second)
          sums[3 * x] = tap.mix(a[0], b[0])
          sums[3 * x + 1] = tap.mix(a[1], b[1])
          sums[3 * x + 2] = tap.mix(a[2], b[2])
        }
      } else {
        for x in 0..<columns.count {
          let tap = columns[x]
          for channel in 0..<channels {
            sums[channels * x + channel] = tap.mix(
              line[channels * tap.first + channel], line[channels * tap.second + channel])
          }
        }
      }
    }
  }

  private func mixRows(
    _ upper: UnsafeMutablePointer<Int16>, _ lower: UnsafeMutablePointer<Int16>, tap: AxisTap,
    to output: UnsafeMutablePointer<UInt8>, count: Int
  ) {
    let (first, second) = (Int16(truncatingIfNeeded: tap.firstWeight), Int16(truncatingIfNeeded: tap.secondWeight))
    for i in 0..<count {
      let a = Int16(truncatingIfNeeded: (Int32(upper[i]) &* Int32(first)) >> 16)
      let b = Int16(truncatingIfNeeded: (Int32(lower[i]) &* Int32(second)) >> 16)
      output[i] = UInt8(truncatingIfNeeded: min((a &+ b &+ 2) >> 2, 255))
    }
  }
}

extension AxisTap {
  @inline(__always)
  fileprivate func mix(_ a: UInt8, _ b: UInt8) -> Int16 {
    Int16(truncatingIfNeeded: (Int32(a) &* firstWeight &+ Int32(b) &* secondWeight) >> 4)
  }
}
