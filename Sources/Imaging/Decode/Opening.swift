import CVips

/// An opened file: its header is read, its pixels come when somebody asks for them.
struct Opening {
  let image: VipsImage
  let info: ImageInfo
  let name: String
  /// The factor by which the decoder itself reduces, 1 for none.
  let shrink: Int
  /// Pixel size as the decoder gives it: before orientation, after `shrink`.
  var width: Int { image.width }
  var height: Int { image.height }

  /// How to open.
  struct Options {
    /// Reduction inside the JPEG decoder: 1, 2, 4 or 8; ignored for other formats.
    var shrink = 1
    /// Pixels are read once, from top to bottom. Otherwise they are decoded to memory first.
    var sequential = true
    var pixelLimit = Decoder.defaultPixelLimit
    /// Threads for the pipelines over this image; nil for the process's setting.
    var threads: Int?
  }

  /// Opens `source` and reads its header.
  static func open(_ source: ImageSource, _ options: Options) throws(ImagingError) -> Opening {
    try source.withVips { (pointer) throws(ImagingError) in
      let format = try identify(source, pointer)
      let shrink = format == .jpeg ? options.shrink : 1
      let image = try load(source, pointer, format, options)
      if let threads = options.threads { image.set("concurrency", max(threads, 1)) }
      let info = ImageInfo(of: image, format: format, shrink: shrink, jpeg: try jpegHeader(source, format))
      try check(image, info: info, shrink: shrink, source, limit: options.pixelLimit)
      return Opening(image: image, info: info, name: source.name, shrink: shrink)
    }
  }

  private static func identify(_ source: ImageSource, _ pointer: OpaquePointer) throws(ImagingError) -> ImageFormat {
    let loader = cvips_find_loader(pointer).map { String(cString: $0) }
    if let loader, let format = ImageFormat(loader: loader) { return format }
    _ = VipsLibrary.takeMessage()
    throw .notAnImage(file: source.name, hint: ImageFormat.hint(for: try source.head(1024)))
  }

  private static func load(
    _ source: ImageSource, _ pointer: OpaquePointer, _ format: ImageFormat, _ options: Options
  ) throws(ImagingError) -> VipsImage {
    let failure = { (detail: String) in ImagingError.damaged(file: source.name, detail: detail) }
    let access = options.sequential ? CVIPS_ACCESS_SEQUENTIAL : 0
    // Truncated and corrupted files fail instead of giving grey areas.
    let failOn = CVIPS_FAIL_ON_ERROR
    if format == .jpeg, options.shrink > 1 {
      return try VipsOperation.image(
        format.loadOperation,
        [
          ("source", .object(pointer)), ("access", .int(access)), ("fail-on", .int(failOn)),
          ("shrink", .int(options.shrink)),
        ], failure: failure)
    }
    return try VipsOperation.image(
      format.loadOperation, [("source", .object(pointer)), ("access", .int(access)), ("fail-on", .int(failOn))],
      failure: failure)
  }

  private static func jpegHeader(_ source: ImageSource, _ format: ImageFormat) throws(ImagingError) -> JPEGHeader? {
    format == .jpeg ? JPEGHeader(try source.head(1 << 20)) : nil
  }

  private static func check(
    _ image: VipsImage, info: ImageInfo, shrink: Int, _ source: ImageSource, limit: Int
  ) throws(ImagingError) {
    let (pixels, overflow) = info.width.multipliedReportingOverflow(by: info.height)
    if overflow || pixels > limit {
      throw .tooLarge(file: source.name, width: info.width, height: info.height, limit: limit)
    }
    guard image.coding == CVIPS_CODING_NONE, (1...5).contains(image.bands) else {
      throw .unsupported(file: source.name, reason: "it has \(image.bands) bands; pictures have 1 to 5")
    }
    switch UInt32(bitPattern: image.format) {
    case CVIPS_FORMAT_UCHAR.rawValue, CVIPS_FORMAT_USHORT.rawValue, CVIPS_FORMAT_FLOAT.rawValue: return
    default: throw .unsupported(file: source.name, reason: "its samples are not 8, 16 or floating point 32 bit")
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
      height: swapped ? stored.width : stored.height, bands: image.bands, depth: Self.depth(image),
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
    let colours = image.bands - (image.hasAlpha ? 1 : 0)
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
