import HarmonizationPixels

/// How pixels lie in a pack.
public enum PackEncoding: String, Sendable, CaseIterable, Codable {
  /// RGB, 3 bytes a pixel; exact.
  case rgb
  /// Planes of Y, Cb and Cr with chroma at half the resolution, 1.5 bytes a pixel; what a JPEG with 4:2:0 holds, to about a level.
  case ycbcr420
  /// Baseline JPEG, about 0.2 bytes a pixel; decoded by this package itself, so that no codec is needed where training runs.
  case jpeg
}

extension Raster where Sample == UInt8 {
  /// Y, then Cb, then Cr (ITU-R BT.601, full range); chroma as means of 2x2 pixels, sides rounded up.
  func ycbcr420() -> [UInt8] {
    let (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2)
    var chroma = [SIMD3<Float>](repeating: .zero, count: halfWidth * halfHeight)
    var result: [UInt8] = []
    result.reserveCapacity(width * height + 2 * halfWidth * halfHeight)
    for y in 0..<height {
      for x in 0..<width {
        let i = offset(x: x, y: y)
        let (r, g, b) = (Float(samples[i]), Float(samples[i + 1]), Float(samples[i + 2]))
        let luma = 0.299 * r + 0.587 * g + 0.114 * b
        result.append(UInt8(luma + 0.5))
        chroma[(y / 2) * halfWidth + x / 2] += SIMD3((b - luma) / 1.772, (r - luma) / 1.402, 1)
      }
    }
    for channel in 0..<2 {
      for sum in chroma { result.append(UInt8(min(max(sum[channel] / sum.z + 128.5, 0), 255))) }
    }
    return result
  }

  /// The inverse of `ycbcr420`, chroma interpolated; nil where the number of bytes is another.
  static func fromYCbCr420(_ bytes: UnsafeRawBufferPointer, width: Int, height: Int) -> Raster<UInt8>? {
    let (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2)
    let (area, quarter) = (width * height, halfWidth * halfHeight)
    guard bytes.count == area + 2 * quarter else { return nil }
    func plane(_ start: Int, _ width: Int, _ height: Int) -> SamplePlane {
      var plane = SamplePlane(width: width, height: height)
      plane.samples.withUnsafeMutableBufferPointer { samples in
        for i in 0..<samples.count { samples[i] = Float(bytes[start + i]) }
      }
      return plane
    }
    let planes = YCbCrPlanes(
      luma: plane(0, width, height), blue: plane(area, halfWidth, halfHeight),
      red: plane(area + quarter, halfWidth, halfHeight), halfColumns: true, halfRows: true)
    return planes.rgb(width: width, height: height)
  }
}
