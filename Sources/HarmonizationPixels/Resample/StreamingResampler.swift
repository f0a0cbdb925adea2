/// Resizes an image whose rows arrive from top to bottom, in memory of a few rows.
///
/// Rows are first averaged vertically (contiguous and vectorized), then each finished row horizontally, which touches
/// every input sample about twice whatever the reduction.
package final class StreamingResampler {
  /// The resized image, in the units of the input; complete after the last row was pushed.
  package var output: Raster<Float> {
    Raster(
      width: columns.count, height: rows.count, channels: channels,
      unchecked: Array(UnsafeBufferPointer(start: result, count: resultCount)))
  }

  /// The resized image, rounded to the input's type.
  @_specialize(where Sample == UInt8)
  @_specialize(where Sample == UInt16)
  @_specialize(where Sample == Float)
  package func rounded<Sample: PixelSample>() -> Raster<Sample> {
    if Sample.self == Float.self, let exact = output as? Raster<Sample> { return exact }
    let samples = [Sample](unsafeUninitializedCapacity: resultCount) { buffer, count in
      for index in 0..<resultCount {
        let value = result[index] < Sample.white ? result[index] : Sample.white
        buffer[index] = Sample(rounding: value > 0 ? value : 0)
      }
      count = resultCount
    }
    return Raster(width: columns.count, height: rows.count, channels: channels, unchecked: samples)
  }

  private let channels: Int
  private let columns: ResamplingTable
  private let rows: ResamplingTable
  /// Samples of an input row.
  private let rowCount: Int
  private let resultCount: Int
  private let result: UnsafeMutablePointer<Float>
  /// A ring of sums, one for each output row that has begun and is not finished: `firstActive ..< nextActive`.
  private let sums: UnsafeMutablePointer<Float>
  private let ringRows: Int
  private var firstActive = 0
  private var nextActive = 0
  private var nextInput = 0

  /// For rows of `columns`' input samples times `channels`, of which there are as many as `rows` has input samples.
  package init(columns: ResamplingTable, rows: ResamplingTable, channels: Int) {
    self.channels = channels
    self.columns = columns
    self.rows = rows
    rowCount = columns.input * channels
    resultCount = columns.count * rows.count * channels
    result = .allocate(capacity: resultCount)
    result.initialize(repeating: 0, count: resultCount)
    ringRows = rows.overlap
    // One sample more than used: a pixel of three channels is read as four.
    sums = .allocate(capacity: ringRows * rowCount + 1)
    sums.initialize(repeating: 0, count: ringRows * rowCount + 1)
  }

  deinit {
    result.deallocate()
    sums.deallocate()
  }

  /// Takes the next row: `width * channels` samples.
  @_specialize(where Sample == UInt8)
  @_specialize(where Sample == UInt16)
  @_specialize(where Sample == Float)
  package func push<Sample: PixelSample>(_ row: UnsafePointer<Sample>) {
    let y = nextInput
    nextInput += 1
    while nextActive < rows.count, rows.starts[nextActive] <= y { nextActive += 1 }
    for target in firstActive..<nextActive {
      let tap = y - rows.starts[target]
      guard rows.offsets[target] + tap < rows.offsets[target + 1] else { continue }
      let weight = rows.weights[rows.offsets[target] + tap]
      let sum = sums + target % ringRows * rowCount
      if tap == 0 {
        for index in 0..<rowCount { sum[index] = weight * row[index].real }
      } else {
        for index in 0..<rowCount { sum[index] += weight * row[index].real }
      }
    }
    while firstActive < nextActive, rows.range(firstActive).upperBound <= y + 1 {
      finish(sums + firstActive % ringRows * rowCount, into: result + firstActive * columns.count * channels)
      firstActive += 1
    }
  }

  /// Averages a finished row horizontally.
  private func finish(_ row: UnsafeMutablePointer<Float>, into out: UnsafeMutablePointer<Float>) {
    columns.withPointers { count, starts, offsets, weights in
      for x in 0..<count {
        let first = row + starts[x] * channels
        let target = out + x * channels
        let taps = weights + offsets[x]
        let tapCount = offsets[x + 1] - offsets[x]
        if channels == 3 {
          var sum = SIMD4<Float>.zero
          for tap in 0..<tapCount {
            sum += taps[tap] * UnsafeRawPointer(first + 3 &* tap).loadUnaligned(as: SIMD4<Float>.self)
          }
          (target[0], target[1], target[2]) = (sum.x, sum.y, sum.z)
        } else {
          for channel in 0..<channels {
            var sum: Float = 0
            for tap in 0..<tapCount { sum += taps[tap] * first[tap &* channels &+ channel] }
            target[channel] = sum
          }
        }
      }
    }
  }
}
