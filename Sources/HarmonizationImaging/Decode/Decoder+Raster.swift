import CHarmonizationVips
import HarmonizationPixels

extension Decoder {
  /// How colours are delivered.
  public enum ColourHandling: Sendable {
    /// Converted to sRGB with the embedded profile.
    case sRGB
    /// The stored numbers, as OpenCV and PIL give them (CMYK is converted all the same).
    case asStored
  }

  /// Reads the whole picture at native size as 8-bit RGB, orientation applied, alpha dropped, grey spread to three channels.
  ///
  /// - Throws: ``ImagingError``: unreadable, not an image, unsupported, damaged, too large, or libvips missing.
  public func raster(_ source: ImageSource, colour: ColourHandling = .sRGB) throws(ImagingError) -> Raster<UInt8> {
    try whole(OpenedImage.open(EncodedImage(source), options()), colour)
  }

  func whole(_ opened: OpenedImage, _ colour: ColourHandling) throws(ImagingError) -> Raster<UInt8> {
    let raster = try opened.whole().oriented(opened.info.orientation)
    return try raster.asRGB(like: opened.image, colour, name: opened.name).eightBits()
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
    try Self.check(width: width, height: height)
    let opened = try OpenedImage.open(EncodedImage(source), options(target: (width, height)))
    return try resized(opened, part: nil, to: (width, height), filter: filter, colour: colour).eightBits()
  }

  /// Reads the picture reduced so that its short side has at most `shortSide` pixels, as 8-bit RGB, orientation applied,
  /// without aliasing. The file is opened once. Smaller pictures keep their size.
  ///
  /// - Throws: as ``raster(_:colour:)``.
  public func raster(
    _ source: ImageSource, shortSide: Int, colour: ColourHandling = .sRGB
  ) throws(ImagingError) -> Raster<UInt8> {
    var options = options()
    options.shortSide = shortSide
    let opened = try OpenedImage.open(EncodedImage(source), options)
    let info = opened.info
    if let size = Self.reducedSize(width: info.width, height: info.height, shortSide: shortSide) {
      return try resized(opened, part: nil, to: size, filter: .triangle, colour: colour).eightBits()
    }
    return try whole(opened, colour)
  }

  /// The size of a picture of `width` x `height` pixels reduced to the given short side, sides rounded; nil if it is no
  /// larger already.
  public static func reducedSize(width: Int, height: Int, shortSide: Int) -> (width: Int, height: Int)? {
    let short = min(width, height)
    guard shortSide >= 1, short > shortSide else { return nil }
    func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * Double(shortSide) / Double(short)).rounded())) }
    return (scaled(width), scaled(height))
  }

  /// Decodes the picture, or a part of it, reduced or enlarged to `size`, at its own depth and in sRGB.
  ///
  /// JPEGs are reduced inside the decoder as long as the part keeps twice the wanted size; other small pictures are decoded once
  /// and kept.
  ///
  /// - Parameters:
  ///   - file: the picture.
  ///   - part: a rectangle of the picture as shown; nil for all of it.
  ///   - bounds: the picture as shown.
  ///   - size: width and height of the result.
  ///   - filter: how pixels are averaged.
  func reduced(
    _ file: EncodedImage, part: PixelRect?, of bounds: PixelRect, to size: (width: Int, height: Int),
    filter: ResamplingFilter
  ) throws(ImagingError) -> AnyRaster {
    try Self.check(width: size.width, height: size.height)
    // Opening leaves twice the target, of which a part needs half.
    func target(_ wanted: Int, part: Int, whole: Int) -> Int {
      max(wanted, Int(Double(wanted) * Double(whole) / Double(max(part, 1)) / 2))
    }
    let wanted = part.map {
      (
        target(size.width, part: $0.width, whole: bounds.width),
        target(size.height, part: $0.height, whole: bounds.height)
      )
    }
    let opened = try file.keeping(OpenedImage.open(file, options(target: wanted ?? size)))
    return try resized(opened, part: part, to: size, filter: filter, colour: .sRGB)
  }

  private static func check(width: Int, height: Int) throws(ImagingError) {
    do { try PixelRect.check(width: width, height: height) } catch {
      throw .invalidParameter(name: "size", reason: error.description)
    }
  }

  private func resized(
    _ opened: OpenedImage, part: PixelRect?, to size: (width: Int, height: Int), filter: ResamplingFilter,
    colour: ColourHandling
  ) throws(ImagingError) -> AnyRaster {
    let orientation = opened.info.orientation
    let (targetWidth, targetHeight) = orientation >= 5 ? (size.height, size.width) : size
    let shown = (opened.info.width, opened.info.height)
    let raster = try opened.resized(
      part?.stored(orientation: orientation, shown: shown), width: targetWidth, height: targetHeight, filter: filter)
    return try raster.oriented(orientation).asRGB(like: opened.image, colour, name: opened.name)
  }
}
