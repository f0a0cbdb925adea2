import CVips

extension Decoder {
  /// How colours are delivered.
  public enum ColourHandling: Sendable {
    /// Converted to sRGB with the embedded profile.
    case sRGB
    /// The stored numbers, as OpenCV and PIL give them (CMYK is converted all the same).
    case asStored
  }

  /// Reads the whole picture at native size as 8-bit RGB, orientation applied, alpha dropped, grey spread to three bands.
  ///
  /// - Throws: ``ImagingError``: unreadable, not an image, unsupported, damaged, too large, or libvips missing.
  public func raster(_ source: ImageSource, colour: ColourHandling = .sRGB) throws(ImagingError) -> Raster<UInt8> {
    let opening = try Opening.open(source, options())
    let raster: AnyRaster = try opening.whole()
    return try raster.oriented(opening.info.orientation).asRGB8(like: opening.image, colour, name: source.name)
  }

  /// Reads the picture reduced (or enlarged) to exactly `width` x `height` as 8-bit sRGB, orientation applied, without
  /// aliasing.
  ///
  /// JPEGs are reduced inside the decoder as long as at least twice the wanted size is left for the filter.
  /// - Throws: as ``raster(_:colour:)``.
  public func raster(
    _ source: ImageSource, width: Int, height: Int, filter: ResamplingFilter = .triangle,
    colour: ColourHandling = .sRGB
  ) throws(ImagingError) -> Raster<UInt8> {
    guard (1...1 << 20).contains(width), (1...1 << 20).contains(height) else {
      throw .invalidParameter(name: "size", reason: "\(width)x\(height) is no size")
    }
    let opening = try Opening.open(source, options(target: (width, height)))
    let swapped = opening.info.orientation >= 5
    let (targetWidth, targetHeight) = swapped ? (height, width) : (width, height)
    let raster = try opening.resized(targetWidth, targetHeight, filter: filter)
    return try raster.oriented(opening.info.orientation).asRGB8(like: opening.image, colour, name: source.name)
  }
}
