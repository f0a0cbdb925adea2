import HarmonizationImaging

extension Raster where Sample == Float {
  /// The picture mirrored left to right: the second input of flip test-time augmentation.
  public func mirrored() -> Raster<Float> {
    var result = self
    for y in 0..<height {
      for x in 0..<width {
        let source = offset(x: width - 1 - x, y: y)
        let target = offset(x: x, y: y)
        for band in 0..<bands { result.samples[target + band] = samples[source + band] }
      }
    }
    return result
  }

  /// The mean of this output and that of the mirrored input, mirrored back: flip test-time augmentation.
  ///
  /// - Parameter flipped: what the network gave for the mirrored picture and mask.
  /// - Throws: ``TransferError`` where the shapes differ.
  public func averaged(withMirrored flipped: Raster<Float>) throws(TransferError) -> Raster<Float> {
    guard flipped.width == width, flipped.height == height else {
      throw .sizeMismatch(
        what: "the mirrored output", width: flipped.width, height: flipped.height, expectedWidth: width,
        expectedHeight: height)
    }
    guard flipped.bands == bands else {
      throw .wrongBands(what: "the mirrored output", bands: flipped.bands, expected: bands)
    }
    var result = flipped.mirrored()
    for index in samples.indices { result.samples[index] = 0.5 * (samples[index] + result.samples[index]) }
    return result
  }
}
