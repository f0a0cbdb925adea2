import Imaging

extension Raster where Sample == UInt8 {
  /// What is left of an RGB picture after JPEG compression with 4:2:0 chroma at an IJG quality of 1...100.
  ///
  /// Entropy coding loses nothing and is left out, so neither a codec nor memory for files is needed, and the result is the
  /// same on every machine. Pictures without three bands come back as they are.
  public func withJPEGArtefacts(quality: Int) -> Raster<UInt8> {
    guard bands == 3 else { return self }
    var (luma, blue, red) = paddedYCbCr()
    var (smallBlue, smallRed) = (blue.halved, red.halved)
    luma.quantize(QuantizationTable.scaled(QuantizationTable.luminance, quality: quality))
    let chroma = QuantizationTable.scaled(QuantizationTable.chrominance, quality: quality)
    smallBlue.quantize(chroma)
    smallRed.quantize(chroma)
    blue = smallBlue.doubled(horizontally: true, vertically: true)
    red = smallRed.doubled(horizontally: true, vertically: true)
    return Raster.rgb(width: width, height: height, luma: luma, blue: blue, red: red)
  }

  /// Y, Cb and Cr with sides padded to multiples of 16 by repeating the last column and row.
  private func paddedYCbCr() -> (SamplePlane, SamplePlane, SamplePlane) {
    let (w, h) = ((width + 15) / 16 * 16, (height + 15) / 16 * 16)
    var planes = (SamplePlane(width: w, height: h), SamplePlane(width: w, height: h), SamplePlane(width: w, height: h))
    planes.0.samples.withUnsafeMutableBufferPointer { luma in
      planes.1.samples.withUnsafeMutableBufferPointer { blue in
        planes.2.samples.withUnsafeMutableBufferPointer { red in
          samples.withUnsafeBufferPointer { source in
            for y in 0..<h {
              let line = min(y, height - 1) * width
              for x in 0..<w {
                let offset = 3 * (line + min(x, width - 1))
                let (r, g, b) = (Float(source[offset]), Float(source[offset + 1]), Float(source[offset + 2]))
                luma[y * w + x] = 0.299 * r + 0.587 * g + 0.114 * b
                blue[y * w + x] = 128 - 0.168736 * r - 0.331264 * g + 0.5 * b
                red[y * w + x] = 128 + 0.5 * r - 0.418688 * g - 0.081312 * b
              }
            }
          }
        }
      }
    }
    return planes
  }

  /// The top left `width` x `height` pixels of three planes as RGB (ITU-T T.871, section 7).
  static func rgb(width: Int, height: Int, luma: SamplePlane, blue: SamplePlane, red: SamplePlane) -> Raster<UInt8> {
    var result = Raster(width: width, height: height, bands: 3, repeating: 0)
    guard [luma, blue, red].allSatisfy({ $0.width >= width && $0.height >= height }) else { return result }
    result.samples.withUnsafeMutableBufferPointer { output in
      luma.samples.withUnsafeBufferPointer { luma_ in
        blue.samples.withUnsafeBufferPointer { blue_ in
          red.samples.withUnsafeBufferPointer { red_ in
            for y in 0..<height {
              for x in 0..<width {
                let l = luma_[y * luma.width + x] + 0.5
                let (b, r) = (blue_[y * blue.width + x] - 128, red_[y * red.width + x] - 128)
                let offset = 3 * (y * width + x)
                output[offset] = UInt8(min(max(l + 1.402 * r, 0), 255))
                output[offset + 1] = UInt8(min(max(l - 0.344136 * b - 0.714136 * r, 0), 255))
                output[offset + 2] = UInt8(min(max(l + 1.772 * b, 0), 255))
              }
            }
          }
        }
      }
    }
    return result
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
              roundTrip(plane + y * width + x, width, block, basis, steps)
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
  _ corner: UnsafeMutablePointer<Float>, _ stride: Int, _ block: UnsafeMutablePointer<Float>,
  _ basis: UnsafePointer<Float>, _ steps: [Lanes]
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
