import HarmonizationPixels

extension Raster where Sample == Float {
  /// The raster at another size as OpenCV's `INTER_LINEAR` gives it for floating-point samples: half-pixel centres, no
  /// antialiasing, nothing rounded, so that a mask stays soft.
  func bilinear(width: Int, height: Int) -> Raster<Float> {
    var result = Raster(width: width, height: height, channels: channels, repeating: 0)
    let columns = BilinearTap.all(output: result.width, input: self.width)
    let rows = BilinearTap.all(output: result.height, input: self.height)
    for (y, row) in rows.enumerated() {
      for (x, column) in columns.enumerated() {
        for channel in 0..<channels {
          let upper = between(
            offset(x: column.first, y: row.first), offset(x: column.second, y: row.first), channel, column)
          let lower = between(
            offset(x: column.first, y: row.second), offset(x: column.second, y: row.second), channel, column)
          result.samples[result.offset(x: x, y: y) + channel] = upper * (1 - row.weight) + lower * row.weight
        }
      }
    }
    return result
  }

  private func between(_ left: Int, _ right: Int, _ channel: Int, _ tap: BilinearTap) -> Float {
    samples[left + channel] * (1 - tap.weight) + samples[right + channel] * tap.weight
  }
}

/// The two neighbours of an output sample and the weight of the second.
private struct BilinearTap {
  let first: Int
  let second: Int
  let weight: Float

  static func all(output: Int, input: Int) -> [BilinearTap] {
    let scale = Double(input) / Double(output)
    return (0..<output).map { index in
      let position = max(0, min(Float(input - 1), Float((Double(index) + 0.5) * scale - 0.5)))
      let first = min(Int(position), input - 1)
      return BilinearTap(first: first, second: min(first + 1, input - 1), weight: position - Float(first))
    }
  }
}
