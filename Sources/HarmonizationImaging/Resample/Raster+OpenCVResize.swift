import HarmonizationPixels

extension Raster where Sample == UInt8 {
  /// The image at another size exactly as OpenCV's `cv2.resize(..., interpolation=cv2.INTER_LINEAR)` gives it for 8-bit
  /// samples: bilinear without antialiasing, half-pixel centres, coefficients of 11 bits, and the mean of 2x2 pixels where
  /// both sides are exactly halved.
  ///
  /// Published harmonization networks were trained and evaluated on such images.
  ///
  /// - Throws: ``ImagingError/invalidParameter(name:reason:)`` for sizes below 1 or above 2^20.
  public func resizedAsOpenCV(width: Int, height: Int) throws(ImagingError) -> Raster<UInt8> {
    guard (1...1 << 20).contains(width), (1...1 << 20).contains(height) else {
      throw .invalidParameter(name: "resize", reason: "\(width)x\(height) is no size")
    }
    if width == self.width, height == self.height { return self }
    if self.width == 2 * width, self.height == 2 * height { return halved() }
    let columns = (0..<width).map { OpenCVTap(index: $0, output: width, input: self.width).clampedInside(self.width) }
    let rows = (0..<height).map { OpenCVTap(index: $0, output: height, input: self.height) }
    var result = Raster(width: width, height: height, channels: channels, repeating: 0)
    var upper = CachedRow(count: width * channels)
    var lower = upper
    for (y, tap) in rows.enumerated() {
      let first = min(max(tap.start, 0), self.height - 1)
      let second = min(max(tap.start + 1, 0), self.height - 1)
      if lower.source == first { swap(&upper, &lower) }
      fill(&upper, from: first, columns)
      fill(&lower, from: second, columns)
      let start = result.offset(x: 0, y: y)
      for index in 0..<(width * channels) {
        let sum =
          ((tap.first * (upper.sums[index] >> 4)) >> 16) + ((tap.second * (lower.sums[index] >> 4)) >> 16) + 2
        result.samples[start + index] = UInt8(clamping: sum >> 2)
      }
    }
    return result
  }

  private func halved() -> Raster<UInt8> {
    var result = Raster(width: width / 2, height: height / 2, channels: channels, repeating: 0)
    let stride = width * channels
    for y in 0..<result.height {
      for x in 0..<result.width {
        let from = offset(x: 2 * x, y: 2 * y)
        for channel in 0..<channels {
          let at = from + channel
          let sum =
            Int(samples[at]) + Int(samples[at + channels]) + Int(samples[at + stride])
            + Int(samples[at + stride + channels])
          result.samples[result.offset(x: x, y: y) + channel] = UInt8((sum + 2) >> 2)
        }
      }
    }
    return result
  }

  private func fill(_ row: inout CachedRow, from y: Int, _ columns: [OpenCVTap]) {
    guard row.source != y else { return }
    row.source = y
    let start = offset(x: 0, y: y)
    for (x, tap) in columns.enumerated() {
      let left = start + tap.start * channels
      let right = start + min(tap.start + 1, width - 1) * channels
      for channel in 0..<channels {
        row.sums[x * channels + channel] =
          Int32(samples[left + channel]) * tap.first + Int32(samples[right + channel]) * tap.second
      }
    }
  }
}

/// One source row after its horizontal pass.
private struct CachedRow {
  var source: Int?
  var sums: [Int32]

  init(count: Int) { sums = [Int32](repeating: 0, count: count) }
}

/// The two neighbours of an output sample and their weights, which sum to about 2048.
private struct OpenCVTap {
  var start: Int
  var first: Int32
  var second: Int32

  init(index: Int, output: Int, input: Int) {
    // The order and precision of OpenCV's own computation matter for the last bit.
    let scale = 1 / (Double(output) / Double(input))
    let position = Float((Double(index) + 0.5) * scale - 0.5)
    start = Int(position.rounded(.down))
    let fraction = position - Float(start)
    first = Self.coefficient(1 - fraction)
    second = Self.coefficient(fraction)
  }

  private static func coefficient(_ weight: Float) -> Int32 { Int32((weight * 2048).rounded(.toNearestOrEven)) }

  /// Horizontally, positions outside the first and last centres take the edge pixel alone.
  func clampedInside(_ input: Int) -> OpenCVTap {
    var tap = self
    if start < 0 || start >= input - 1 {
      tap.start = start < 0 ? 0 : input - 1
      tap.first = 2048
      tap.second = 0
    }
    return tap
  }
}
