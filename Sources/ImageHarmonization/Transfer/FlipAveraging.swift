import HarmonizationPixels

extension Raster where Sample == Float {
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
    guard flipped.channels == channels else {
      throw .wrongChannels(what: "the mirrored output", channels: flipped.channels, expected: channels)
    }
    var result = flipped.mirrored()
    for index in samples.indices { result.samples[index] = 0.5 * (samples[index] + result.samples[index]) }
    return result
  }
}
