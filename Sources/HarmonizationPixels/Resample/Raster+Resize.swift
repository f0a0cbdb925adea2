extension PixelRect {
  /// Sides that pictures may be resized to.
  package static let allowedSides = 1...1 << 20

  /// Throws for sizes that nothing can be resized to.
  package static func check(width: Int, height: Int) throws(PixelError) {
    guard allowedSides.contains(width), allowedSides.contains(height) else {
      throw .invalidSize(width: width, height: height)
    }
  }
}

extension Raster where Sample: PixelSample {
  /// The image at another size.
  ///
  /// - Parameters:
  ///   - width: columns of the result, 1...2^20.
  ///   - height: rows of the result, 1...2^20.
  ///   - filter: how pixels are averaged; all but `.linear` do not alias.
  /// - Throws: ``PixelError/invalidSize(width:height:)``.
  public func resized(
    width: Int, height: Int, filter: ResamplingFilter = .triangle
  ) throws(PixelError) -> Raster {
    try resized(part: bounds, width: width, height: height, filter: filter)
  }

  /// A part of the image at another size: a crop and a resize in one step.
  ///
  /// - Parameters:
  ///   - part: the pixels that become the result.
  ///   - width: columns of the result, 1...2^20.
  ///   - height: rows of the result, 1...2^20.
  ///   - filter: how pixels are averaged; all but `.linear` do not alias.
  /// - Throws: ``PixelError/invalidSize(width:height:)``; ``PixelError/outside(part:picture:)``.
  public func resized(
    part: PixelRect, width: Int, height: Int, filter: ResamplingFilter = .triangle
  ) throws(PixelError) -> Raster {
    try PixelRect.check(width: width, height: height)
    guard part.isInside(bounds) else { throw .outside(part: part, picture: bounds) }
    if part == bounds, width == self.width, height == self.height { return self }
    return resampled(
      columns: ResamplingTable(
        input: self.width, from: Double(part.x), extent: Double(part.width), output: width, filter: filter),
      rows: ResamplingTable(
        input: self.height, from: Double(part.y), extent: Double(part.height), output: height, filter: filter)
    ).rounded()
  }

  /// A resampler that has seen the image. The tables must be made for the image's sides.
  package func resampled(columns: ResamplingTable, rows: ResamplingTable) -> StreamingResampler {
    let resampler = StreamingResampler(columns: columns, rows: rows, channels: channels)
    samples.withUnsafeBufferPointer { samples in
      guard let base = samples.baseAddress else { return }
      for y in 0..<height { resampler.push(base + y * width * channels) }
    }
    return resampler
  }
}

extension Raster where Sample == UInt8 {
  /// The image at another size exactly as OpenCV's `cv2.resize(..., interpolation=cv2.INTER_LINEAR)` gives it for 8-bit
  /// samples: bilinear without antialiasing, half-pixel centres, coefficients of 11 bits.
  ///
  /// Published harmonization networks were trained and evaluated on such images. Where both sides are exactly halved, OpenCV
  /// takes the mean of 2x2 pixels; the coefficients give the same bits.
  ///
  /// - Throws: ``PixelError/invalidSize(width:height:)`` for sides below 1 or above 2^20.
  public func resizedAsOpenCV(width: Int, height: Int) throws(PixelError) -> Raster<UInt8> {
    try PixelRect.check(width: width, height: height)
    if width == self.width, height == self.height { return self }
    return resampled(ResamplingPlan(window: bounds, width: width, height: height)) ?? self
  }
}
