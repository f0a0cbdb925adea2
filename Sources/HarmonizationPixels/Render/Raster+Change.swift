extension Raster where Sample: PixelSample {
  /// The picture with a colour change in its masked part: `native + strength * mask * (changed - native)`, computed as for
  /// photos in files.
  ///
  /// Where the mask is 0 (or NaN), pixels stay as they are, bit for bit, and so does alpha.
  ///
  /// - Parameters:
  ///   - transform: the colour change; it sees the picture's samples as sRGB in 0...1.
  ///   - mask: one channel, of the picture's size.
  ///   - strength: share of the change, 0...1.
  /// - Throws: ``PixelError/mismatch(what:found:expected:)``; ``PixelError/invalidStrength(_:)``.
  public func changed<Cover: PixelSample>(
    by transform: any PixelTransform, mask: Raster<Cover>, strength: Double = 1
  ) throws(PixelError) -> Raster {
    try mask.check("the mask", width: width, height: height, channels: 1)
    guard (0...1).contains(strength) else { throw .invalidStrength(strength) }
    let rows = RowRenderer(
      transform, channels: channels, hasAlpha: channels == 2 || channels == 4, strength: Float(strength))
    var result = self
    result.samples.withUnsafeMutableBufferPointer { pixels in
      mask.samples.withUnsafeBufferPointer { mask in
        guard let pixels = pixels.baseAddress, let mask = mask.baseAddress else { return }
        let scratch = Scratch(width: width)
        for y in 0..<height {
          rows.render(
            pixels + offset(x: 0, y: y), x: 0, y: y, count: width, mask: mask + y * width, scratch: scratch)
        }
      }
    }
    return result
  }
}
