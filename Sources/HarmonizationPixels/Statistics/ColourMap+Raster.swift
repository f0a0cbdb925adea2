extension ColourMap {
  /// The image of one colour, RGB in 0...1.
  public func callAsFunction(_ colour: SIMD3<Float>) -> SIMD3<Float> {
    let pixel = Raster<Float>(width: 1, height: 1, channels: 3, repeating: 0)
    var source = pixel
    source.samples = [colour.x, colour.y, colour.z]
    var result = colour
    forEachChunk(of: source, weightedBy: Raster<Float>(width: 1, height: 1, channels: 1, repeating: 1)) { chunk in
      apply(to: chunk)
      result = SIMD3(chunk.r[0], chunk.g[0], chunk.b[0])
    }
    return result
  }

  /// The picture with its foreground mapped: `image + strength * mask * (map(image) - image)`, clamped to 0...1.
  ///
  /// - Parameters:
  ///   - image: RGB, with further channels left alone.
  ///   - mask: as large as the image; 0 leaves a pixel untouched bit for bit.
  ///   - strength: 0 (nothing) to 1 (all).
  /// - Throws: ``PixelError/mismatch(what:found:expected:)``; ``PixelError/invalidStrength(_:)``.
  public func applied<Pixel: PixelSample, Cover: PixelSample>(
    to image: Raster<Pixel>, mask: Raster<Cover>, strength: Float = 1
  ) throws(PixelError) -> Raster<Pixel> {
    try image.changed(by: self, mask: mask, strength: Double(strength))
  }
}
