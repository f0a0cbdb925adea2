import CHarmonizationVips
import HarmonizationSupport

extension Encoder {
  /// Runs the format's encoder; the picture is computed on the way.
  func encode(
    _ image: VipsImage, as format: ImageFormat, to target: EncoderTarget, name: String, source: ImageInfo?
  ) throws(ImagingError) {
    try options.validate()
    try Self.check(image, as: format, name: name)
    if let threads { image.set("concurrency", max(threads, 1)) }
    guard let operation = format.saveOperation, cvips_has_operation(operation) else {
      throw .unsupportedOutput(file: name, reason: "this libvips cannot write \(format.rawValue)")
    }
    do throws(ImagingError) {
      try target.withVips { (pointer) throws(ImagingError) in
        try save(
          image, operation: operation, to: pointer, settings: settings(format, source) + Self.metadata(of: image)
        ) {
          .encodingFailed(file: name, detail: $0)
        }
      }
    } catch {
      throw target.failure == 0 ? error : .file(.writing(errno: target.failure, path: name))
    }
  }

  /// Limits of the formats themselves.
  private static func check(_ image: VipsImage, as format: ImageFormat, name: String) throws(ImagingError) {
    let limit =
      switch format {
      case .jpeg: 65535
      case .webp, .heic, .avif: 16383
      default: Int(Int32.max)
      }
    guard image.width <= limit, image.height <= limit else {
      throw .unsupportedOutput(
        file: name,
        reason:
          "\(format.rawValue) has at most \(limit) pixels a side, and this is \(image.width)x\(image.height); use TIFF"
      )
    }
  }

  /// One parameter of an encoder.
  typealias Setting = (name: String, value: VipsOperation.Argument)

  private func save(
    _ image: VipsImage, operation: String, to target: OpaquePointer, settings: [Setting],
    failure: (String) -> ImagingError
  ) throws(ImagingError) {
    try VipsOperation.perform(
      operation, [("in", .image(image)), ("target", .object(target))] + settings, failure: failure)
  }

  /// Without EXIF data libvips would make some up (a colour space and a version that nobody stated).
  private static func metadata(of image: VipsImage) -> [Setting] {
    let stated = ["exif-data", "orientation", "exif-ifd0-Artist"]
    guard VipsLibrary.choosesMetadata, !stated.contains(where: image.hasField) else { return [] }
    // XMP, IPTC, the profile and other data, of VipsForeignKeep.
    return [("keep", .int(2 + 4 + 8 + 16))]
  }

  private func settings(_ format: ImageFormat, _ source: ImageInfo?) -> [Setting] {
    switch format {
    case .jpeg: jpeg(source)
    // Differences of neighbours compress a third better than libvips's default of no filter.
    case .png: [("compression", .int(options.compression)), ("filter", .int(CVIPS_PNG_FILTER_SUB))]
    case .tiff: tiff
    case .webp:
      [
        ("Q", .int(options.quality ?? 90)), ("lossless", .flag(options.isLossless)),
        ("smart-subsample", .flag(options.chroma != .half)),
      ] + (options.isLossless && VipsLibrary.keepsHiddenColours ? [("exact", .flag(true))] : [])
    case .heic, .avif:
      [
        ("Q", .int(options.quality ?? 90)), ("lossless", .flag(options.isLossless)),
        ("compression", .int(format == .avif ? CVIPS_HEIF_AV1 : CVIPS_HEIF_HEVC)),
        ("subsample-mode", .int(heifSubsampling)),
      ]
    case .gif: []
    }
  }

  private var tiff: [Setting] {
    let compression =
      switch options.compression {
      case 0: CVIPS_TIFF_NONE
      case 1...6: CVIPS_TIFF_LZW
      default: CVIPS_TIFF_DEFLATE
      }
    return [("compression", .int(compression)), ("predictor", .int(CVIPS_TIFF_PREDICTOR_HORIZONTAL))]
  }

  private var heifSubsampling: Int {
    if options.chroma == .full || options.isLossless { return CVIPS_SUBSAMPLE_OFF }
    return options.chroma == .half ? CVIPS_SUBSAMPLE_ON : CVIPS_SUBSAMPLE_AUTO
  }

  private func jpeg(_ source: ImageInfo?) -> [Setting] {
    let quality = options.quality ?? source?.jpegQuality.map { max($0, 85) } ?? 92
    let isHalf =
      switch options.chroma {
      case .full: false
      case .half: true
      case .automatic: source?.jpegQuality != nil ? source?.isChromaSubsampled ?? false : quality < 90
      }
    return [
      ("Q", .int(quality)), ("subsample-mode", .int(isHalf ? CVIPS_SUBSAMPLE_ON : CVIPS_SUBSAMPLE_OFF)),
      ("interlace", .flag(options.isProgressive)),
    ]
  }
}
