import HarmonizationPixels

extension MaskReading {
  /// The mask at a photo's size.
  ///
  /// - Parameters:
  ///   - photo: The photo that the mask is for.
  ///   - turning: The mask was made for the photo as stored: it is turned as the photo's EXIF orientation says.
  ///   - resizing: A mask of another size and the same shape is resized; of another shape by more than 3 % it is refused.
  /// - Throws: ``ImagingError/invalidParameter(name:reason:)`` for a mask that would be distorted or that has the stored
  ///   photo's size. A mask of another size is returned as it is if it is not to be resized.
  public func fitted(to photo: Photo, turning: Bool = false, resizing: Bool = false) throws(ImagingError) -> MaskReading
  {
    var result = self
    let tag = photo.info.orientation
    let swaps = tag >= 5
    let stored = swaps ? (photo.height, photo.width) : (photo.width, photo.height)
    let fitsStored = (mask.width, mask.height) == stored
    let fitsShown = (mask.width, mask.height) == (photo.width, photo.height)
    if turning {
      guard tag > 1, fitsStored else { throw .invalidParameter(name: name, reason: turningFails(photo, stored)) }
      result.mask = Mask(values: mask.raster.oriented(tag))
      return result
    }
    if tag > 1, orientation == 1, fitsStored {
      guard fitsShown else {
        throw .invalidParameter(
          name: name,
          reason:
            "is \(mask.width)x\(mask.height), as \(photo.name) is stored; its EXIF orientation (\(tag)) shows it as "
            + "\(photo.width)x\(photo.height): use --turn-mask to turn the mask too")
      }
      result.notices.append(.maskNotTurned(mask: name, photo: photo.name, orientation: tag))
    }
    if resizing, !fitsShown { result.mask = try resized(to: photo) }
    return result
  }

  private func turningFails(_ photo: Photo, _ stored: (Int, Int)) -> String {
    photo.info.orientation > 1
      ? "is \(mask.width)x\(mask.height), and \(photo.name) is stored as \(stored.0)x\(stored.1); --turn-mask needs that size"
      : "cannot be turned: \(photo.name) has no EXIF orientation; leave --turn-mask out"
  }

  private func resized(to photo: Photo) throws(ImagingError) -> Mask {
    let difference = mask.raster.bounds.stretch(to: photo.bounds)
    guard difference <= PixelRect.allowedStretch else {
      throw .invalidParameter(
        name: name,
        reason:
          "is \(mask.width)x\(mask.height), and \(photo.name) is \(photo.width)x\(photo.height): the shapes differ by "
          + "\(Int((difference * 100).rounded())) %, so that --resize-mask would distort it; crop or pad the mask first"
      )
    }
    return try mask.resized(width: photo.width, height: photo.height)
  }
}
