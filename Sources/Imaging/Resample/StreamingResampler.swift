/// Resizes an image whose rows arrive from top to bottom, in memory of a few rows.
///
/// Rows are first averaged vertically (contiguous and vectorized), then each finished row horizontally, which touches
/// every input sample about twice whatever the reduction.
struct StreamingResampler {
  /// The resized image, as `Float` in the units of the input; complete after the last row was pushed.
  private(set) var output: Raster<Float>
  private let columns: FilterTable
  private let rows: FilterTable
  private let inputWidth: Int
  /// Output rows that have begun and are not finished, from `firstActive` on.
  private var active: [[Float]] = []
  private var firstActive = 0
  private var spare: [[Float]] = []
  private var nextInput = 0

  /// A part of an image, in pixels; edges may lie between pixels.
  struct Region {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
  }

  init(
    width: Int, height: Int, bands: Int, region: Region, to outputWidth: Int, _ outputHeight: Int,
    filter: ResamplingFilter
  ) {
    inputWidth = width
    output = Raster(width: outputWidth, height: outputHeight, bands: bands, repeating: 0)
    columns = FilterTable(input: width, from: region.x, extent: region.width, output: outputWidth, filter: filter)
    rows = FilterTable(input: height, from: region.y, extent: region.height, output: outputHeight, filter: filter)
  }

  /// Takes the next row: `width * bands` samples.
  mutating func push<Sample: RealSample>(_ row: UnsafePointer<Sample>) {
    let y = nextInput
    nextInput += 1
    let count = inputWidth * output.bands
    while firstActive + active.count < rows.count, rows.starts[firstActive + active.count] <= y {
      active.append(spare.popLast() ?? [Float](repeating: 0, count: count))
    }
    for (index, target) in active.indices.map({ ($0, firstActive + $0) }) {
      let range = rows.range(target)
      guard range.contains(y) else { continue }
      accumulate(row, weight: rows.weights[rows.offsets[target] + y - range.lowerBound], into: &active[index])
    }
    while firstActive < rows.count, !active.isEmpty, rows.range(firstActive).upperBound <= y + 1 {
      finish()
    }
  }

  private func accumulate<Sample: RealSample>(
    _ row: UnsafePointer<Sample>, weight: Float, into sums: inout [Float]
  ) {
    sums.withUnsafeMutableBufferPointer { sums in
      for index in 0..<sums.count { sums[index] += weight * row[index].real }
    }
  }

  private mutating func finish() {
    var sums = active.removeFirst()
    let start = output.offset(x: 0, y: firstActive)
    let bands = output.bands
    sums.withUnsafeMutableBufferPointer { sums in
      output.samples.withUnsafeMutableBufferPointer { out in
        columns.weights.withUnsafeBufferPointer { weights in
          for x in 0..<columns.count {
            let first = columns.starts[x] * bands
            let offset = columns.offsets[x]
            let taps = columns.offsets[x + 1] - offset
            for band in 0..<bands {
              var sum: Float = 0
              for tap in 0..<taps { sum += weights[offset + tap] * sums[first + tap * bands + band] }
              out[start + x * bands + band] = sum
            }
          }
        }
      }
      sums.update(repeating: 0)
    }
    spare.append(sums)
    firstActive += 1
  }
}

/// A sample that can be averaged.
protocol RealSample: Sendable {
  var real: Float { get }
  /// The nearest value of the type.
  static func nearest(_ value: Float) -> Self
}

extension UInt8: RealSample {
  @inline(__always) var real: Float { Float(self) }
  @inline(__always) static func nearest(_ value: Float) -> UInt8 {
    let value = value + 0.5
    return value >= 256 ? 255 : value >= 0 ? UInt8(value) : 0  // NaN is 0
  }
}

extension UInt16: RealSample {
  @inline(__always) var real: Float { Float(self) }
  @inline(__always) static func nearest(_ value: Float) -> UInt16 {
    let value = value + 0.5
    return value >= 65536 ? 65535 : value >= 0 ? UInt16(value) : 0
  }
}

extension Float: RealSample {
  @inline(__always) var real: Float { self }
  @inline(__always) static func nearest(_ value: Float) -> Float { value }
}
