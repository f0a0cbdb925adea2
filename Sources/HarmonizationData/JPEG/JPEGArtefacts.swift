import HarmonizationPixels

extension Raster where Sample == UInt8 {
  /// What is left of an RGB picture after JPEG compression with 4:2:0 chroma at an IJG quality of 1...100.
  ///
  /// Entropy coding loses nothing and is left out, so neither a codec nor memory for files is needed, and the result is the
  /// same on every machine. Pictures without three channels come back as they are.
  public func withJPEGArtefacts(quality: Int) -> Raster<UInt8> {
    guard channels == 3 else { return self }
    var planes = paddedYCbCr()
    planes.luma.quantize(QuantizationTable.scaled(QuantizationTable.luminance, quality: quality))
    let chroma = QuantizationTable.scaled(QuantizationTable.chrominance, quality: quality)
    planes.blue.quantize(chroma)
    planes.red.quantize(chroma)
    return planes.rgb(width: width, height: height) ?? self
  }

  /// Planes with sides padded to multiples of 16 by repeating the last column and row, chroma halved both ways.
  private func paddedYCbCr() -> YCbCrPlanes {
    let (w, h) = ((width + 15) / 16 * 16, (height + 15) / 16 * 16)
    var planes = (SamplePlane(width: w, height: h), SamplePlane(width: w, height: h), SamplePlane(width: w, height: h))
    planes.0.samples.withUnsafeMutableBufferPointer { luma in
      planes.1.samples.withUnsafeMutableBufferPointer { blue in
        planes.2.samples.withUnsafeMutableBufferPointer { red in
          samples.withUnsafeBufferPointer { source in
            for y in 0..<h {
              let (from, to) = (3 * min(y, height - 1) * width, y * w)
              for x in 0..<width {
                let i = from + 3 * x
                let (r, g, b) = (Float(source[i]), Float(source[i + 1]), Float(source[i + 2]))
                luma[to + x] = Luma.bt601(red: r, green: g, blue: b)
                blue[to + x] = 128 - 0.168736 * r - 0.331264 * g + 0.5 * b
                red[to + x] = 128 + 0.5 * r - 0.418688 * g - 0.081312 * b
              }
              for x in width..<w {
                luma[to + x] = luma[to + width - 1]
                blue[to + x] = blue[to + width - 1]
                red[to + x] = red[to + width - 1]
              }
            }
          }
        }
      }
    }
    return YCbCrPlanes(luma: planes.0, blue: planes.1.halved, red: planes.2.halved)
  }
}

extension SamplePlane {
  /// Replaces every block by what a quantization table (row order) leaves of it, rounded to levels as a decoder does.
  fileprivate mutating func quantize(_ table: [Float]) {
    let (width, height) = (width, height)
    let steps = transposed(table)
    BlockTransform.basis.withUnsafeBufferPointer { basis in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 64) { block in
        samples.withUnsafeMutableBufferPointer { plane in
          guard let basis = basis.baseAddress, let block = block.baseAddress, let plane = plane.baseAddress else {
            return
          }
          for y in stride(from: 0, to: height - 7, by: 8) {
            for x in stride(from: 0, to: width - 7, by: 8) {
              roundTrip(plane + y * width + x, stride: width, block: block, basis: basis, steps: steps)
            }
          }
        }
      }
    }
  }
}

/// Added and subtracted again, it rounds floats below 2^22 to integers.
private let rounder: Float = 12_582_912

/// Whole levels in 0...255.
@inline(__always)
func roundedLevels(_ x: Lanes) -> Lanes { limited((x + rounder) - rounder, 0, 255) }

private func roundTrip(
  _ corner: UnsafeMutablePointer<Float>, stride: Int, block: UnsafeMutablePointer<Float>,
  basis: UnsafePointer<Float>, steps: [Lanes]
) {
  for row in 0..<8 { block[lanes: row] = (corner + row * stride)[lanes: 0] - 128 }
  BlockTransform.forward(block, basis)
  BlockTransform.transpose(block)
  BlockTransform.forward(block, basis)
  // Transposed twice by now, coefficients lie with rows and columns exchanged, and so do the steps.
  for row in 0..<8 {
    let step = steps[row]
    block[lanes: row] = ((block[lanes: row] / step + rounder) - rounder) * step
  }
  BlockTransform.inverse(block, basis)
  BlockTransform.transpose(block)
  BlockTransform.inverse(block, basis)
  for row in 0..<8 {
    (corner + row * stride)[lanes: 0] = roundedLevels(block[lanes: row] + 128)
  }
}

private func transposed(_ table: [Float]) -> [Lanes] {
  (0..<8).map { row in
    var lanes = Lanes.zero
    for column in 0..<8 where 8 * column + row < table.count { lanes[column] = table[8 * column + row] }
    return lanes
  }
}
