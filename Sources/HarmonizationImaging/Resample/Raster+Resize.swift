import HarmonizationPixels

extension Raster where Sample: BinaryInteger {
  private static func invalid(_ reason: String) -> ImagingError {
    .invalidParameter(name: "resize", reason: reason)
  }

  /// A resampler that has seen the image or a part of it.
  func resampled(
    width: Int, height: Int, region: StreamingResampler.Region?, filter: ResamplingFilter
  ) throws(ImagingError) -> StreamingResampler where Sample: PixelSample {
    guard (1...1 << 20).contains(width), (1...1 << 20).contains(height) else {
      throw Self.invalid("\(width)x\(height) is no size")
    }
    let whole = StreamingResampler.Region(x: 0, y: 0, width: Double(self.width), height: Double(self.height))
    let region = region ?? whole
    guard region.x >= 0, region.y >= 0, region.width > 0, region.height > 0,
      region.x + region.width <= whole.width + 1e-6, region.y + region.height <= whole.height + 1e-6
    else { throw Self.invalid("the region \(region) reaches outside the image") }
    let resampler = StreamingResampler(
      width: self.width, height: self.height, channels: channels, region: region, to: width, height, filter: filter)
    samples.withUnsafeBufferPointer { samples in
      guard let base = samples.baseAddress else { return }
      for y in 0..<self.height { resampler.push(base + y * self.width * channels) }
    }
    return resampler
  }
}

extension Raster where Sample == UInt8 {
  /// The image at another size, without aliasing.
  ///
  /// - Throws: ``ImagingError/invalidParameter(name:reason:)`` for sizes below 1 or above 2^20.
  public func resized(
    width: Int, height: Int, filter: ResamplingFilter = .triangle
  ) throws(ImagingError) -> Raster<UInt8> {
    if width == self.width, height == self.height { return self }
    return try resampled(width: width, height: height, region: nil, filter: filter).rounded()
  }

  /// A part of the image, resized to `width` x `height` without aliasing.
  ///
  /// - Throws: ``ImagingError/invalidParameter(name:reason:)`` where the part reaches outside the image.
  public func resized(
    part: PixelRect, width: Int, height: Int, filter: ResamplingFilter = .triangle
  ) throws(ImagingError) -> Raster<UInt8> {
    if part == PixelRect(x: 0, y: 0, width: self.width, height: self.height) {
      return try resized(width: width, height: height, filter: filter)
    }
    return try resized(
      x: Double(part.x), y: Double(part.y), extentWidth: Double(part.width), extentHeight: Double(part.height),
      width: width, height: height, filter: filter)
  }

  /// The part of the image with its top left corner at (`x`, `y`) pixels and the given extent, which may be fractional,
  /// resized to `width` x `height` without aliasing: a crop and a resize in one step.
  ///
  /// - Throws: ``ImagingError/invalidParameter(name:reason:)`` where the part reaches outside the image.
  public func resized(
    x: Double, y: Double, extentWidth: Double, extentHeight: Double, width: Int, height: Int,
    filter: ResamplingFilter = .triangle
  ) throws(ImagingError) -> Raster<UInt8> {
    let region = StreamingResampler.Region(x: x, y: y, width: extentWidth, height: extentHeight)
    return try resampled(width: width, height: height, region: region, filter: filter).rounded()
  }
}
