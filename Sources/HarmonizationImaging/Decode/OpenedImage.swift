import CHarmonizationVips

/// An opened file: its header is read, its pixels come when somebody asks for them.
struct OpenedImage: Sendable {
  let image: VipsImage
  let info: ImageInfo
  let name: String
  /// The factor by which the decoder itself reduces, 1 for none.
  let shrink: Int
  /// What the user should know about how the file's colours and channels are taken.
  let notices: [Notice]
  /// Pixel size as the decoder gives it: before orientation, after `shrink`.
  var width: Int { image.width }
  var height: Int { image.height }

  /// How to open.
  struct Options {
    /// The size that is wanted in the end: JPEG decoders reduce as long as twice of it is left for a filter.
    var target: (width: Int, height: Int)?
    /// The same, if only the short side is given; pictures that are smaller keep their size.
    var shortSide: Int?
    /// Pixels are read once, from top to bottom. Otherwise they are decoded to memory first.
    var sequential = true
    var pixelLimit = Decoder.defaultPixelLimit
    /// Threads for the pipelines over this image; nil for the process's setting.
    var threads: Int?
    /// The embedded profile is left out.
    var ignoresProfile = false
    /// Samples of types that photos do not have (signed, 32 and 64 bit) become floating point.
    var anySamples = false
    /// Asked when the decoder reads on; true makes it fail.
    var isCancelled: @Sendable () -> Bool = { false }
  }

  /// Prepares the decoding of a file, or takes the pixels that it kept.
  static func open(_ file: EncodedImage, _ options: Options) throws(ImagingError) -> OpenedImage {
    let (source, jpeg) = (file.source, file.jpeg)
    let shrink = shrink(jpeg, target(jpeg, options))
    if shrink == 1, let pixels = file.pixels { return pixels }
    guard let format = file.format else { return try bitmap(file, limit: options.pixelLimit) }
    return try source.withVips(isCancelled: options.isCancelled) { (pointer) throws(ImagingError) in
      var image = try load(source, pointer: pointer, format: format, shrink: shrink, options: options)
      if options.anySamples { image = try floating(image, source) }
      if let threads = options.threads { image.set("concurrency", max(threads, 1)) }
      var notices = file.notices
      image = try withoutExtraChannels(image, tiff: file.tiff, name: source.name, notices: &notices)
      notices += try labelled(image, format, head: file.head, name: source.name)
      if options.ignoresProfile { image.remove("icc-profile-data") }
      let info = ImageInfo(of: image, format: format, shrink: shrink, jpeg: jpeg)
      try check(image, info: info, source, limit: options.pixelLimit)
      return OpenedImage(image: image, info: info, name: source.name, shrink: shrink, notices: notices)
    }
  }

  private static func target(_ jpeg: JPEGHeader?, _ options: Options) -> (width: Int, height: Int)? {
    guard let size = jpeg?.size, let shortSide = options.shortSide else { return options.target }
    return Decoder.reducedSize(width: size.width, height: size.height, shortSide: shortSide)
  }

  /// The largest reduction inside the decoder that leaves twice the target, whichever way the picture is turned.
  private static func shrink(_ jpeg: JPEGHeader?, _ target: (width: Int, height: Int)?) -> Int {
    guard let size = jpeg?.size, let target else { return 1 }
    let upright = min(size.width / target.width, size.height / target.height)
    let turned = min(size.width / target.height, size.height / target.width)
    let room = min(upright, turned) / 2
    return [8, 4, 2].first { $0 <= room } ?? 1
  }

  private static func load(
    _ source: ImageSource, pointer: OpaquePointer, format: ImageFormat, shrink: Int, options: Options
  ) throws(ImagingError) -> VipsImage {
    // Truncated and corrupted files fail instead of giving grey areas.
    var arguments: [(name: String, value: VipsOperation.Argument)] = [
      ("source", .object(pointer)), ("access", .int(options.sequential ? CVIPS_ACCESS_SEQUENTIAL : 0)),
      ("fail-on", .int(CVIPS_FAIL_ON_ERROR)),
    ]
    if shrink > 1 { arguments.append(("shrink", .int(shrink))) }
    return try VipsOperation.image(format.loadOperation, arguments) { UnreadKinds.error($0, file: source.name) }
  }

  /// Channels of a TIFF file that are neither colour nor transparency (saved selections) are left out.
  private static func withoutExtraChannels(
    _ image: VipsImage, tiff: TIFFHeader?, name: String, notices: inout [Notice]
  ) throws(ImagingError) -> VipsImage {
    guard let extra = tiff?.extraSamples, !extra.isEmpty, image.channels > extra.count else { return image }
    let kept = image.channels - extra.count + (extra[0] == 0 ? 0 : 1)
    guard kept < image.channels else { return image }
    notices.append(.extraChannels(file: name, count: image.channels - kept))
    let rest = try VipsOperation.image(
      "extract_band", [("in", .image(image)), ("band", .int(0)), ("n", .int(kept))],
      failure: { .damaged(file: name, detail: $0) })
    guard rest.interpretation == Int32(CVIPS_INTERPRETATION_MULTIBAND.rawValue) else { return rest }
    // Of so many channels the decoder could not know what they mean.
    let isDeep = rest.format != UInt8.bandFormat
    let (colour, grey) =
      isDeep
      ? (CVIPS_INTERPRETATION_RGB16, CVIPS_INTERPRETATION_GREY16)
      : (CVIPS_INTERPRETATION_SRGB, CVIPS_INTERPRETATION_B_W)
    let space = kept >= 3 ? colour : grey
    return try VipsOperation.image(
      "copy", [("in", .image(rest)), ("interpretation", .int(Int(space.rawValue)))],
      failure: { .damaged(file: name, detail: $0) })
  }

  private static func bitmap(_ file: EncodedImage, limit: Int) throws(ImagingError) -> OpenedImage {
    let (source, (width, height)) = (file.source, Bitmap.size(file.head) ?? (0, 0))
    guard width <= 1 << 16, height <= 1 << 16, width * height <= limit else {
      throw .tooLarge(file: source.name, width: width, height: height, limit: limit)
    }
    let image = try VipsImage.over(Bitmap(source.part(count: Int.max), name: source.name).raster)
    // Written as PNG, like everything that cannot be written in its own format and has exact pixels.
    let info = ImageInfo(of: image, format: .png, shrink: 1, jpeg: nil)
    return OpenedImage(image: image, info: info, name: source.name, shrink: 1, notices: [])
  }

  private static let knownSamples = [UInt8.bandFormat, UInt16.bandFormat, Float.bandFormat]

  private static func floating(_ image: VipsImage, _ source: ImageSource) throws(ImagingError) -> VipsImage {
    if knownSamples.contains(image.format) { return image }
    return try VipsOperation.image(
      "cast", [("in", .image(image)), ("format", .int(Int(Float.bandFormat)))],
      failure: { .damaged(file: source.name, detail: $0) })
  }

  private static func check(
    _ image: VipsImage, info: ImageInfo, _ source: ImageSource, limit: Int
  ) throws(ImagingError) {
    let (pixels, overflow) = info.width.multipliedReportingOverflow(by: info.height)
    if overflow || pixels > limit {
      throw .tooLarge(file: source.name, width: info.width, height: info.height, limit: limit)
    }
    // The header of a HEIC file can be read without HEVC, its pixels cannot.
    if info.format == .heic, !HEVCSupport.isAvailable {
      throw .unsupported(file: source.name, reason: HEVCSupport.remedy)
    }
    guard image.coding == CVIPS_CODING_NONE, (1...5).contains(image.channels) else {
      throw .unsupported(file: source.name, reason: "it has \(image.channels) channels; pictures have 1 to 5")
    }
    switch UInt32(bitPattern: image.format) {
    case CVIPS_FORMAT_UCHAR.rawValue, CVIPS_FORMAT_USHORT.rawValue, CVIPS_FORMAT_FLOAT.rawValue: return
    default:
      throw .unsupported(
        file: source.name,
        reason: "its samples are neither 8 or 16 bit nor 32-bit floating point; save it with 8 or 16 bits")
    }
  }
}

extension ImageInfo {
  init(of image: VipsImage, format: ImageFormat, shrink: Int, jpeg: JPEGHeader?) {
    // The size before the decoder's own reduction, which rounds up.
    let stored = jpeg?.size ?? (image.width * shrink, image.height * shrink)
    let swapped = image.orientation >= 5
    self.init(
      format: Self.precise(format, image), width: swapped ? stored.height : stored.width,
      height: swapped ? stored.width : stored.height, channels: image.channels, depth: Self.depth(image),
      hasAlpha: image.hasAlpha, colour: Self.colour(image), orientation: image.orientation,
      profile: image.bytes("icc-profile-data").map { ICCProfile.description(of: $0) ?? "unnamed" },
      pages: max(image.int("n-pages") ?? 1, 1), jpegQuality: jpeg?.quality,
      isChromaSubsampled: jpeg?.isChromaSubsampled ?? false,
      isInterlaced: jpeg?.isProgressive ?? (image.int("interlaced") == 1))
  }

  private static func precise(_ format: ImageFormat, _ image: VipsImage) -> ImageFormat {
    format == .heic && image.string("heif-compression") == "av1" ? .avif : format
  }

  private static func depth(_ image: VipsImage) -> Int {
    switch UInt32(bitPattern: image.format) {
    case CVIPS_FORMAT_UCHAR.rawValue: 8
    case CVIPS_FORMAT_USHORT.rawValue: 16
    default: 32
    }
  }

  static func colour(_ image: VipsImage) -> ColourModel {
    let colours = image.channels - (image.hasAlpha ? 1 : 0)
    guard UInt32(bitPattern: image.format) != CVIPS_FORMAT_FLOAT.rawValue else { return .other }
    switch UInt32(bitPattern: image.interpretation) {
    case CVIPS_INTERPRETATION_CMYK.rawValue: return colours == 4 ? .cmyk : .other
    case CVIPS_INTERPRETATION_B_W.rawValue, CVIPS_INTERPRETATION_GREY16.rawValue:
      return colours == 1 ? .grey : .other
    case CVIPS_INTERPRETATION_SRGB.rawValue, CVIPS_INTERPRETATION_RGB16.rawValue,
      CVIPS_INTERPRETATION_RGB.rawValue:
      return colours == 3 ? .rgb : .other
    default: return colours == 1 ? .grey : .other
    }
  }
}
