import HarmonizationPixels

extension ColourTransfer {
  /// Changes one region of the native picture: `result = native + strength * mask * (transformed - native)`.
  ///
  /// Where the mask is 0 (or NaN), pixels are copied bit for bit, and a fourth channel (alpha) always is. Regions of one
  /// picture can be changed in any order and on any number of threads; they fit together exactly. Integers are rounded
  /// to the nearest; nothing is allocated per pixel or row.
  ///
  /// - Parameters:
  ///   - pixels: sRGB samples of the region's rows, `channels` per pixel, at least `width * height * channels`.
  ///   - channels: 3 (RGB) or more; channels from the fourth on are copied.
  ///   - mask: the soft mask of the region, one sample per pixel.
  ///   - region: where the samples lie in the whole picture.
  ///   - strength: 0 (no change) ... 1 (what the network gave).
  ///   - result: takes as many samples as `pixels` has; may be the same memory.
  /// - Throws: ``TransferError`` where a buffer is too small, the region is outside, or a parameter is out of range.
  public func apply<Sample: TransferSample, Weight: TransferSample>(
    to pixels: UnsafeBufferPointer<Sample>, channels: Int = 3, mask: UnsafeBufferPointer<Weight>,
    region: TransferRegion,
    strength: Float = 1, into result: UnsafeMutableBufferPointer<Sample>
  ) throws(TransferError) {
    guard (3...16).contains(channels) else {
      throw .invalidParameter(name: "channels", value: "\(channels)", allowed: "3...16")
    }
    guard strength >= 0, strength <= 1 else {
      throw .invalidParameter(name: "strength", value: "\(strength)", allowed: "0...1")
    }
    let area = try region.area()
    let (samples, weights) = (try pixels.start("pixels", area * channels), try mask.start("mask", area))
    let target = try UnsafeBufferPointer(result).start("result", area * channels)
    var transform = RowTransform(grid: grid, region: region, channels: channels, strength: strength)
    for row in 0..<region.height {
      let offset = row * region.width * channels
      transform.transform(
        row: row, samples + offset, weights + row * region.width, into: UnsafeMutablePointer(mutating: target + offset))
    }
  }

  /// The whole native picture changed within its mask; see ``apply(to:channels:mask:region:strength:into:)``.
  ///
  /// - Parameters:
  ///   - picture: sRGB, 3 channels or more.
  ///   - mask: the soft mask, same size, 1 channel.
  ///   - strength: 0...1.
  /// - Throws: ``TransferError`` where sizes or channels do not fit, or the strength is out of range.
  public func applied<Sample: TransferSample, Weight: TransferSample>(
    to picture: Raster<Sample>, mask: Raster<Weight>, strength: Float = 1
  ) throws(TransferError) -> Raster<Sample> {
    guard mask.channels == 1 else { throw .wrongChannels(what: "the mask", channels: mask.channels, expected: 1) }
    guard mask.width == picture.width, mask.height == picture.height else {
      throw .sizeMismatch(
        what: "the mask", width: mask.width, height: mask.height, expectedWidth: picture.width,
        expectedHeight: picture.height)
    }
    let region = TransferRegion(rows: 0..<picture.height, imageWidth: picture.width, imageHeight: picture.height)
    var result = picture
    try result.samples.withUnsafeMutableBufferPointer { (buffer) throws(TransferError) in
      try mask.samples.withUnsafeBufferPointer { (weights) throws(TransferError) in
        try apply(
          to: UnsafeBufferPointer(buffer), channels: picture.channels, mask: weights, region: region,
          strength: strength,
          into: buffer)
      }
    }
    return result
  }

  /// As ``applied(to:mask:strength:)``, for a transfer that was fitted to a part of the picture; the rest stays as it is.
  public func applied<Sample: TransferSample, Weight: TransferSample>(
    to picture: Raster<Sample>, mask: Raster<Weight>, part: PixelRect, strength: Float = 1
  ) throws(TransferError) -> Raster<Sample> {
    guard let cut = picture.cut(part), let cover = mask.cut(part) else {
      throw .regionOutside(
        TransferRegion(
          x: part.x, y: part.y, width: part.width, height: part.height, imageWidth: picture.width,
          imageHeight: picture.height))
    }
    let changed = try applied(to: cut, mask: cover, strength: strength)
    var result = picture
    for row in 0..<cut.height {
      let start = result.offset(x: part.x, y: part.y + row)
      let length = cut.width * cut.channels
      result.samples.replaceSubrange(start..<start + length, with: changed.samples[row * length..<(row + 1) * length])
    }
    return result
  }
}

extension UnsafeBufferPointer {
  /// The first of `needed` samples; throws where there are fewer.
  fileprivate func start(_ what: String, _ needed: Int) throws(TransferError) -> UnsafePointer<Element> {
    guard let baseAddress, count >= needed else { throw .bufferTooSmall(what: what, count: count, needed: needed) }
    return baseAddress
  }
}

extension Raster {
  /// A copy of a part; nil where the part reaches outside.
  fileprivate func cut(_ part: PixelRect) -> Raster? {
    guard part.isInside(bounds) else { return nil }
    let rows = (part.y..<part.y + part.height).map { row in
      let start = offset(x: part.x, y: row)
      return samples[start..<start + part.width * channels]
    }
    return Raster(width: part.width, height: part.height, channels: channels, samples: Array(rows.joined()))
  }
}
