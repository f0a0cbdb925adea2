import CHarmonizationVips
import HarmonizationPixels

/// A picture at native size and depth, in its own colours: a description that is opened as often as its pixels are needed,
/// so that it costs no memory.
public struct Photo: Sendable {
  indirect enum Content: Sendable {
    case file(ImageSource)
    case composite(Composite)
  }

  let content: Content
  let decoder: Decoder
  /// What the file says; of a composite, what the background's file says.
  public let info: ImageInfo
  /// What the user should know about how it is read.
  public let notices: [Notice]
  /// The way between the photo's encoded colours and sRGB.
  let colour: NativeColour

  /// Reads the header and the colour profile.
  ///
  /// - Throws: ``ImagingError``: unreadable, not an image, unsupported, damaged, too large, or libvips missing.
  public init(_ source: ImageSource, decoder: Decoder = Decoder()) throws(ImagingError) {
    let opening = try Opening.open(source, decoder.options())
    var notices: [Notice] = []
    if opening.info.pages > 1 { notices.append(.firstOfSeveral(file: source.name, count: opening.info.pages)) }
    if opening.info.colour == .cmyk { notices.append(.convertedFromCMYK(file: source.name)) }
    if opening.info.colour == .other { notices.append(.convertedToSRGB(file: source.name)) }
    colour = Self.colour(of: opening, &notices)
    content = .file(source)
    info = opening.info
    self.decoder = decoder
    self.notices = notices
  }

  init(_ composite: Composite, over background: Photo) {
    content = .composite(composite)
    decoder = background.decoder
    info = background.info
    notices = background.notices
    colour = background.colour
  }

  private static func colour(of opening: Opening, _ notices: inout [Notice]) -> NativeColour {
    let isGrey = opening.info.colour == .grey
    guard isGrey || opening.info.colour == .rgb, let profile = opening.image.bytes("icc-profile-data") else {
      return .sRGB
    }
    if let colour = NativeColour(profile: profile, isGrey: isGrey) { return colour }
    notices.append(.profileIgnored(file: opening.name))
    return .sRGB
  }

  /// Pixels in a row, as shown.
  public var width: Int { info.width }
  /// Rows, as shown.
  public var height: Int { info.height }
  /// The whole picture as a rectangle.
  public var bounds: PixelRect { PixelRect(x: 0, y: 0, width: width, height: height) }
  /// What messages call it.
  public var name: String {
    switch content {
    case .file(let source): source.name
    case .composite(let composite): composite.background.name
    }
  }

  /// The picture reduced (or enlarged) to exactly `width` x `height`, 8-bit sRGB, without aliasing: what a network sees.
  ///
  /// - Throws: as ``Decoder/raster(_:width:height:filter:colour:)``.
  public func raster(
    width: Int, height: Int, filter: ResamplingFilter = .triangle
  ) throws(ImagingError) -> Raster<UInt8> {
    switch content {
    case .file(let source): try decoder.raster(source, width: width, height: height, filter: filter)
    case .composite(let composite):
      try composite.raster(width: width, height: height, filter: filter, decoder: decoder)
    }
  }

  /// A part of the picture, reduced (or enlarged) as in ``raster(width:height:filter:)``.
  ///
  /// - Throws: as there; ``ImagingError/invalidParameter(name:reason:)`` where the part reaches outside the picture.
  public func raster(
    of part: PixelRect, width: Int, height: Int, filter: ResamplingFilter = .triangle
  ) throws(ImagingError) -> Raster<UInt8> {
    let size = (width: self.width, height: self.height)
    guard part.isInside(bounds) else {
      throw .invalidParameter(name: "part", reason: "\(part) is not inside \(name)")
    }
    switch content {
    case .file(let source):
      return try decoder.raster(source, part: part, of: size, width: width, height: height, filter: filter)
    case .composite(let composite):
      return try composite.raster(of: part, width: width, height: height, filter: filter, decoder: decoder)
    }
  }

  /// The whole picture as 8-bit RGB.
  ///
  /// - Throws: as ``Decoder/raster(_:colour:)``.
  public func raster(colour: Decoder.ColourHandling = .sRGB) throws(ImagingError) -> Raster<UInt8> {
    switch content {
    case .file(let source): try decoder.raster(source, colour: colour)
    case .composite(let composite): try composite.raster(colour: colour, decoder: decoder)
    }
  }
}

extension Photo {
  /// The pixels as a pipeline: orientation applied, 8 or 16 bit, grey or RGB with or without alpha.
  func open() throws(ImagingError) -> VipsImage {
    switch content {
    case .file(let source): try open(source)
    case .composite(let composite): try composite.pasted(on: composite.background.open())
    }
  }

  private func open(_ source: ImageSource) throws(ImagingError) -> VipsImage {
    let failure = { (detail: String) in ImagingError.processingFailed(file: source.name, detail: detail) }
    // Mirroring works on a stream; every other turn needs the whole picture.
    let opening = try Opening.open(source, decoder.options(sequential: info.orientation <= 2))
    var image = opening.image
    if info.colour == .cmyk || info.colour == .other { image = try ColourConversion.toSRGB(image, failure: failure) }
    if info.orientation > 1 { image = try VipsOperation.image("autorot", [("in", .image(image))], failure: failure) }
    return image
  }
}
