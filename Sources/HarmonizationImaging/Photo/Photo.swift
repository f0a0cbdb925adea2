import CHarmonizationVips
import HarmonizationPixels

/// A picture at native size and depth, in its own colours, from a file, bytes, a raster or a cut-out on another photo.
///
/// A file is opened and its header is read once; it stays open as long as the photo exists. Its pixels are decoded when they are
/// needed and not kept, except for small pictures (32 MiB) that no decoder reduces faster than it decodes.
public struct Photo: Sendable {
  indirect enum Content: Sendable {
    case file(EncodedImage)
    case composite(Composite)
    case raster(Raster<UInt8>)
  }

  let content: Content
  /// What messages call it.
  public let name: String
  let decoder: Decoder
  /// What the file says; of a composite, what the background's file says.
  public let info: ImageInfo
  /// What the user should know about how it is read.
  public let notices: [Notice]
  /// The way between the photo's encoded colours and sRGB.
  let colour: NativeColour
  /// Bytes of XMP.
  let xmpSize: Int
  /// The ICC profile that a result gets; nil for sRGB.
  let profile: [UInt8]?

  /// Reads the header and the colour profile.
  ///
  /// - Throws: ``ImagingError``: unreadable, not an image, unsupported, damaged, too large, or libvips missing.
  public init(_ source: ImageSource, decoder: Decoder = Decoder()) throws(ImagingError) {
    let file = try EncodedImage(source)
    let opened = try OpenedImage.open(file, decoder.options())
    try Self.checkRange(opened)
    var notices = opened.notices
    if opened.info.pages > 1 { notices.append(.firstOfSeveral(file: source.name, count: opened.info.pages)) }
    if opened.info.colour == .cmyk { notices.append(.convertedFromCMYK(file: source.name)) }
    if opened.info.colour == .other {
      let isLinear = opened.info.depth == 32 && opened.info.profile == nil
      notices.append(isLinear ? .convertedFromLinear(file: source.name) : .convertedToSRGB(file: source.name))
    }
    var decoder = decoder
    colour = Self.colour(of: opened, &notices, ignoringProfile: &decoder.ignoresProfile)
    let packet = opened.image.bytes("xmp-data").map(XMPPacket.init)
    xmpSize = packet?.bytes.count ?? 0
    let isConverted = opened.info.colour == .cmyk || opened.info.colour == .other
    profile = decoder.ignoresProfile || isConverted ? nil : opened.image.bytes("icc-profile-data")
    for claim in XMPPacket.Claim.allCases where packet?.claims.contains(claim) == true {
      notices.append(claim.notice(file: source.name))
    }
    content = .file(file)
    name = source.name
    info = opened.info
    self.decoder = decoder
    self.notices = notices
  }

  init(_ composite: Composite, over background: Photo) {
    content = .composite(composite)
    name = background.name
    decoder = background.decoder
    info = background.info
    notices = background.notices
    colour = background.colour
    xmpSize = background.xmpSize
    profile = background.profile
  }

  /// Floating point has no white of its own: 1 is taken as white, and what goes beyond would be cut off without a word.
  private static func checkRange(_ opened: OpenedImage) throws(ImagingError) {
    guard opened.info.depth == 32 else { return }
    let raster = try opened.resized(nil, width: 64, height: 64, filter: .triangle)
    guard case .floats(let floats) = raster, let top = floats.samples.max(), top > 1.05 else { return }
    throw .unsupported(
      file: opened.name,
      reason:
        "its floating-point samples go up to \(Int(top.rounded(.up))), where 1 is white; save it with 16 bits, or as 0 to 1"
    )
  }

  /// A picture in memory, 8-bit sRGB: 1 channel (grey), 2 (with alpha), 3 (RGB) or 4 (with alpha).
  ///
  /// - Throws: ``ImagingError/invalidParameter(name:reason:)`` for other numbers of channels.
  public init(_ raster: Raster<UInt8>, name: String = "the picture") throws(ImagingError) {
    guard (1...4).contains(raster.channels) else {
      throw .invalidParameter(name: "raster", reason: "\(raster.channels) channels; expected 1 to 4")
    }
    content = .raster(raster)
    self.name = name
    info = ImageInfo(
      format: .png, width: raster.width, height: raster.height, channels: raster.channels, depth: 8,
      hasAlpha: raster.channels % 2 == 0, colour: raster.channels < 3 ? .grey : .rgb, orientation: 1, profile: nil,
      pages: 1, jpegQuality: nil, isChromaSubsampled: false, isInterlaced: false)
    decoder = Decoder()
    notices = []
    colour = .sRGB
    xmpSize = 0
    profile = nil
  }

  /// What the profile says. If it cannot be used, nothing after this sees it.
  private static func colour(
    of opened: OpenedImage, _ notices: inout [Notice], ignoringProfile ignores: inout Bool
  ) -> NativeColour {
    guard let profile = opened.image.bytes("icc-profile-data") else { return .sRGB }
    let kind = opened.info.colour
    switch kind {
    case .grey, .rgb:
      if let colour = NativeColour(profile: profile, isGrey: kind == .grey) { return colour }
    case .cmyk, .other:
      // An RGB profile would be taken for one of four channels, the last one transparency.
      let fits = kind == .other || ICCProfile(profile)?.colourSpace == ICCProfile.signature("CMYK")
      if fits, ColourConversion.canConvert(opened.image) { return .sRGB }
    }
    ignores = true
    notices.append(.profileIgnored(file: opened.name, assumed: kind == .cmyk ? "a usual CMYK" : "sRGB"))
    return .sRGB
  }

  /// Pixels in a row, as shown.
  public var width: Int { info.width }
  /// Rows, as shown.
  public var height: Int { info.height }
  /// The whole picture as a rectangle.
  public var bounds: PixelRect { PixelRect(x: 0, y: 0, width: width, height: height) }

  /// The picture reduced (or enlarged) to exactly `width` x `height`, 8-bit sRGB, without aliasing.
  ///
  /// - Throws: as ``Decoder/raster(_:width:height:filter:colour:)``.
  public func raster(
    width: Int, height: Int, filter: ResamplingFilter = .triangle
  ) throws(ImagingError) -> Raster<UInt8> {
    try reduced(nil, width: width, height: height, filter: filter).eightBits()
  }

  /// A part of the picture, reduced (or enlarged) as in ``raster(width:height:filter:)``.
  ///
  /// - Throws: as there; ``ImagingError/invalidParameter(name:reason:)`` if the part reaches outside the picture.
  public func raster(
    of part: PixelRect, width: Int, height: Int, filter: ResamplingFilter = .triangle
  ) throws(ImagingError) -> Raster<UInt8> {
    try reduced(part, width: width, height: height, filter: filter).eightBits()
  }

  /// What a network sees: sRGB in 0...1 at the photo's own depth, so that 16-bit photos keep their fine steps.
  ///
  /// - Parameters:
  ///   - part: nil for the whole picture, which is decoded at a smaller size than a part of it may need.
  ///   - width: columns of the result.
  ///   - height: rows of the result.
  ///   - filter: how pixels are averaged.
  /// - Throws: as ``raster(of:width:height:filter:)``.
  public func units(
    of part: PixelRect? = nil, width: Int, height: Int, filter: ResamplingFilter = .triangle
  ) throws(ImagingError) -> Raster<Float> {
    try reduced(part, width: width, height: height, filter: filter, forNetwork: true).units()
  }

  private func reduced(
    _ part: PixelRect?, width: Int, height: Int, filter: ResamplingFilter, forNetwork: Bool = false
  ) throws(ImagingError) -> AnyRaster {
    if let part, !part.isInside(bounds) {
      throw .invalidParameter(name: "part", reason: "\(part) is not inside \(name)")
    }
    switch content {
    case .file(let file):
      return try decoder.reduced(file, part: part, of: bounds, to: (width, height), filter: filter)
    case .composite(let composite):
      let image = try composite.pasted(on: composite.background.open(), forNetwork: forNetwork)
      return try reduced(image, part, width: width, height: height, filter: filter)
    case .raster(let raster) where raster.channels == 2 || raster.channels == 4:
      // As a file is: what is transparent does not count.
      return try reduced(VipsImage.picture(raster), part, width: width, height: height, filter: filter)
    case .raster(let raster):
      do {
        return .bytes(try raster.resized(part: part ?? bounds, width: width, height: height, filter: filter).rgb())
      } catch { throw .invalidParameter(name: "size", reason: error.description) }
    }
  }

  private func reduced(
    _ image: VipsImage, _ part: PixelRect?, width: Int, height: Int, filter: ResamplingFilter
  ) throws(ImagingError) -> AnyRaster {
    try image.resized(part: part ?? bounds, width: width, height: height, filter: filter) {
      .damaged(file: name, detail: $0)
    }.asRGB(like: image, .sRGB, name: name)
  }

  /// The whole picture as 8-bit RGB.
  ///
  /// - Throws: as ``Decoder/raster(_:colour:)``.
  public func raster(colour: Decoder.ColourHandling = .sRGB) throws(ImagingError) -> Raster<UInt8> {
    switch content {
    case .file(let file): try decoder.whole(OpenedImage.open(file, decoder.options()), colour)
    case .composite(let composite): try composite.raster(colour: colour)
    case .raster(let raster): raster.rgb()
    }
  }
}

extension Photo {
  /// The pixels as a pipeline: orientation applied, 8 or 16 bit, grey or RGB with or without alpha.
  ///
  /// - Parameter isCancelled: asked whenever the decoder reads on; true makes it fail.
  func open(isCancelled: @escaping @Sendable () -> Bool = { false }) throws(ImagingError) -> VipsImage {
    switch content {
    case .file(let file): try open(file, isCancelled)
    case .composite(let composite):
      try composite.pasted(on: composite.background.open(isCancelled: isCancelled))
    case .raster(let raster): try VipsImage.picture(raster)
    }
  }

  private func open(
    _ file: EncodedImage, _ isCancelled: @escaping @Sendable () -> Bool
  ) throws(ImagingError) -> VipsImage {
    let failure = { (detail: String) in ImagingError.processingFailed(file: file.name, detail: detail) }
    // Mirroring works on a stream; every other turn needs the whole picture.
    var options = decoder.options(sequential: info.orientation <= 2)
    options.isCancelled = isCancelled
    var image = try OpenedImage.open(file, options).image
    if info.colour == .cmyk || info.colour == .other { image = try ColourConversion.toSRGB(image, failure: failure) }
    if info.orientation > 1 { image = try VipsOperation.image("autorot", [("in", .image(image))], failure: failure) }
    return image
  }
}
