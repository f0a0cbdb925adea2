import HarmonizationPixels

/// How files become pixels; a value, so that tests can put their own in its place.
public struct PictureDecoder: Sendable {
  /// 8-bit RGB of a file, with the stored numbers (no colour management), as OpenCV reads it.
  public var rgb: @Sendable (_ path: String) throws -> Raster<UInt8>
  /// Brightness of a file as 8 bits, one channel.
  public var mask: @Sendable (_ path: String) throws -> Raster<UInt8>

  /// A decoder made of two functions.
  public init(
    rgb: @escaping @Sendable (String) throws -> Raster<UInt8>,
    mask: @escaping @Sendable (String) throws -> Raster<UInt8>
  ) {
    self.rgb = rgb
    self.mask = mask
  }
}

extension PictureDecoder {
  /// Reads the pictures of a sample and checks that they fit together.
  ///
  /// - Throws: `DataError.sizeMismatch` naming the file, or the decoder's error.
  func sample(name: String, composite: String?, target: String, mask: String) throws -> Sample {
    let targetPicture = try rgb(target)
    let maskPicture = try self.mask(mask)
    try requireSize(of: maskPicture, at: mask, like: targetPicture, at: target)
    var compositePicture: Raster<UInt8>?
    if let composite {
      let picture = try rgb(composite)
      try requireSize(of: picture, at: composite, like: targetPicture, at: target)
      compositePicture = picture
    }
    return Sample(name: name, composite: compositePicture, target: targetPicture, mask: maskPicture)
  }
}

private func requireSize(
  of picture: Raster<UInt8>, at path: String, like other: Raster<UInt8>, at otherPath: String
) throws {
  guard picture.width == other.width, picture.height == other.height else {
    throw DataError.sizeMismatch(
      path: path, size: "\(picture.width)x\(picture.height)", expected: "\(other.width)x\(other.height)", of: otherPath)
  }
}
