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
}
