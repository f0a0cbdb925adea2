/// One component of a JPEG: levels 0...255 as floats, sides padded to whole blocks of eight.
struct SamplePlane: Sendable {
  let width: Int
  let height: Int
  var samples: [Float]

  /// A plane of zeros.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    samples = [Float](repeating: 0, count: width * height)
  }

  /// Means of 2x2 samples.
  var halved: SamplePlane {
    var result = SamplePlane(width: width / 2, height: height / 2)
    result.samples.withUnsafeMutableBufferPointer { output in
      samples.withUnsafeBufferPointer { source in
        for y in 0..<height / 2 {
          let (a, b) = (2 * y * width, (2 * y + 1) * width)
          for x in 0..<width / 2 {
            let sum = source[a + 2 * x] + source[a + 2 * x + 1] + source[b + 2 * x] + source[b + 2 * x + 1]
            output[y * (width / 2) + x] = sum * 0.25
          }
        }
      }
    }
    return result
  }

  /// Twice as wide and high by the triangle filter of libjpeg's "fancy upsampling": 3/4 and 1/4 of the nearest samples.
  func doubled(horizontally: Bool, vertically: Bool) -> SamplePlane {
    let wide = horizontally ? doubledColumns() : self
    return vertically ? wide.doubledRows() : wide
  }

  private func doubledColumns() -> SamplePlane {
    var result = SamplePlane(width: 2 * width, height: height)
    result.samples.withUnsafeMutableBufferPointer { output in
      samples.withUnsafeBufferPointer { source in
        for y in 0..<height {
          let (line, to) = (y * width, 2 * y * width)
          for x in 0..<width {
            let here = source[line + x] * 0.75
            output[to + 2 * x] = here + 0.25 * source[line + max(x - 1, 0)]
            output[to + 2 * x + 1] = here + 0.25 * source[line + min(x + 1, width - 1)]
          }
        }
      }
    }
    return result
  }

  private func doubledRows() -> SamplePlane {
    var result = SamplePlane(width: width, height: 2 * height)
    result.samples.withUnsafeMutableBufferPointer { output in
      samples.withUnsafeBufferPointer { source in
        for y in 0..<2 * height {
          let near = (y / 2) * width
          let far = min(max(y / 2 + (y & 1 == 0 ? -1 : 1), 0), height - 1) * width
          for x in 0..<width { output[y * width + x] = 0.75 * source[near + x] + 0.25 * source[far + x] }
        }
      }
    }
    return result
  }
}
