import HarmonizationPixels

/// Two versions of a picture side by side.
public enum Comparison {
  /// Before on the left, after on the right, a white gap between, at a common size of at most `maximumSide` a side each.
  ///
  /// - Throws: ``ImagingError`` of reading either picture.
  public static func raster(
    before: Photo, after: Photo, maximumSide: Int = 1600
  ) throws(ImagingError) -> Raster<UInt8> {
    let size = fitted(width: before.width, height: before.height, to: maximumSide)
    return joined(
      try before.raster(width: size.width, height: size.height),
      try after.raster(width: size.width, height: size.height))
  }

  /// The photo of a rendering on the left, its result on the right, as ``raster(before:after:maximumSide:)``.
  ///
  /// - Throws: ``ImagingError`` of reading or computing.
  ///
  /// - Parameters:
  ///   - rendering: The result.
  ///   - part: Only this part, at its own size; nil for the whole picture.
  ///   - maximumSide: The longest side of each picture unless a part is shown.
  public static func raster(
    of rendering: Rendering, part: PixelRect? = nil, maximumSide: Int = 1600
  ) throws(ImagingError) -> Raster<UInt8> {
    let photo = rendering.photo
    if let part {
      return joined(
        try photo.raster(of: part, width: part.width, height: part.height), try rendering.raster().cropped(to: part))
    }
    let size = fitted(width: photo.width, height: photo.height, to: maximumSide)
    return joined(
      try photo.raster(width: size.width, height: size.height),
      try rendering.raster(width: size.width, height: size.height))
  }

  /// The size at which `width` x `height` fits into a square of `maximumSide`, never enlarged.
  public static func fitted(width: Int, height: Int, to maximumSide: Int) -> (width: Int, height: Int) {
    let longest = max(width, height, 1)
    let limit = min(max(maximumSide, 1), longest)
    return (max(width * limit / longest, 1), max(height * limit / longest, 1))
  }

  /// Joins two RGB rasters of equal height.
  static func joined(_ left: Raster<UInt8>, _ right: Raster<UInt8>) -> Raster<UInt8> {
    let gap = [UInt8](repeating: 255, count: max(left.width / 64, 2) * 3)
    var samples: [UInt8] = []
    samples.reserveCapacity(2 * left.samples.count + gap.count * left.height)
    for y in 0..<min(left.height, right.height) {
      samples += left.samples[left.offset(x: 0, y: y)..<left.offset(x: 0, y: y + 1)]
      samples += gap
      samples += right.samples[right.offset(x: 0, y: y)..<right.offset(x: 0, y: y + 1)]
    }
    let height = min(left.height, right.height)
    return Raster(width: samples.count / height / 3, height: height, channels: 3, unchecked: samples)
  }
}

extension Raster {
  /// The pixels of a part, as far as it is inside.
  fileprivate func cropped(to part: PixelRect) -> Raster {
    guard part.isInside(bounds) else { return self }
    var samples: [Sample] = []
    samples.reserveCapacity(part.width * part.height * channels)
    for y in part.y..<part.y + part.height {
      samples += self.samples[offset(x: part.x, y: y)..<offset(x: part.x + part.width, y: y)]
    }
    return Raster(width: part.width, height: part.height, channels: channels, unchecked: samples)
  }
}
