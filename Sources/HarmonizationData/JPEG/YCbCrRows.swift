import HarmonizationPixels

/// Y, Cb and Cr of a picture, chroma with half the columns and half the rows. Levels 0...255.
struct YCbCrPlanes: Sendable {
  var luma: SamplePlane
  var blue: SamplePlane
  var red: SamplePlane

  /// The top left `width` x `height` pixels as RGB (ITU-R T.871, section 7), chroma enlarged by the triangle filter of libjpeg's
  /// "fancy upsampling": 3/4 of the nearest and 1/4 of the next sample. Row by row, so that no enlarged plane is kept.
  func rgb(width: Int, height: Int) -> Raster<UInt8>? {
    let (chromaWidth, chromaHeight) = ((width + 1) / 2, (height + 1) / 2)
    guard width > 0, height > 0, luma.covers(width, height), blue.covers(chromaWidth, chromaHeight),
      red.covers(chromaWidth, chromaHeight)
    else { return nil }
    let stride = (width + 16) / 8 * 8
    let samples = [UInt8](unsafeUninitializedCapacity: width * height * 3) { output, count in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 4 * stride) { buffer in
        guard let rows = buffer.baseAddress, let output = output.baseAddress else { return }
        rows.initialize(repeating: 128, count: 4 * stride)
        let (y, b, r, narrow) = (rows, rows + stride, rows + 2 * stride, rows + 3 * stride)
        for row in 0..<height {
          luma.copyRow(row, width, to: y)
          blue.chromaRow(row, columns: chromaWidth, rows: chromaHeight, narrow: narrow, to: b)
          red.chromaRow(row, columns: chromaWidth, rows: chromaHeight, narrow: narrow, to: r)
          convertRow(y: y, b: b, r: r, groups: (width + 7) / 8)
          interleave(r: y, g: b, b: r, width: width, to: output + 3 * row * width)
        }
      }
      count = width * height * 3
    }
    return Raster(width: width, height: height, channels: 3, samples: samples)
  }
}

/// Added to a float in 0...2^22 it leaves the nearest integer in the lowest bits.
private let rounder: Float = 12_582_912

/// Y, Cb, Cr in place to R, G, B, still as floats but with the level in the lowest byte of their bits.
@inline(__always)
private func convertRow(
  y: UnsafeMutablePointer<Float>, b: UnsafeMutablePointer<Float>, r: UnsafeMutablePointer<Float>, groups: Int
) {
  for i in 0..<groups {
    let (luma, cb, cr) = (y[lanes: i], b[lanes: i] - 128, r[lanes: i] - 128)
    y[lanes: i] = limited(luma + cr * 1.402, 0, 255) + rounder
    b[lanes: i] = limited(luma - cb * 0.344136 - cr * 0.714136, 0, 255) + rounder
    r[lanes: i] = limited(luma + cb * 1.772, 0, 255) + rounder
  }
}

@inline(__always)
private func interleave(
  r: UnsafeMutablePointer<Float>, g: UnsafeMutablePointer<Float>, b: UnsafeMutablePointer<Float>, width: Int,
  to output: UnsafeMutablePointer<UInt8>
) {
  for x in 0..<width {
    output[3 * x] = UInt8(truncatingIfNeeded: r[x].bitPattern)
    output[3 * x + 1] = UInt8(truncatingIfNeeded: g[x].bitPattern)
    output[3 * x + 2] = UInt8(truncatingIfNeeded: b[x].bitPattern)
  }
}

extension SamplePlane {
  fileprivate func covers(_ width: Int, _ height: Int) -> Bool {
    self.width >= width && self.height >= height && samples.count == self.width * self.height
  }

  fileprivate func copyRow(_ row: Int, _ count: Int, to output: UnsafeMutablePointer<Float>) {
    samples.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      output.update(from: base + row * width, count: count)
    }
  }

  /// Row `row` of the enlarged chroma; only the first `columns` x `rows` samples of the plane are the picture's.
  fileprivate func chromaRow(
    _ row: Int, columns: Int, rows: Int, narrow: UnsafeMutablePointer<Float>,
    to output: UnsafeMutablePointer<Float>
  ) {
    let near = row / 2
    let far = min(max(near + (row & 1 == 0 ? -1 : 1), 0), rows - 1)
    samples.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      let (a, b) = (base + near * width, base + far * width)
      for x in 0..<columns { narrow[x] = 0.75 * a[x] + 0.25 * b[x] }
    }
    for x in 0..<columns {
      let here = 0.75 * narrow[x]
      output[2 * x] = here + 0.25 * narrow[max(x - 1, 0)]
      output[2 * x + 1] = here + 0.25 * narrow[min(x + 1, columns - 1)]
    }
  }
}
