import CHarmonizationVips
import HarmonizationPixels

extension Encoder {
  /// Computes and writes a harmonized photo in the format that `path`'s suffix means. Decoding, the colour change and
  /// encoding run at the same time, strip by strip.
  ///
  /// - Parameters:
  ///   - rendering: what is written.
  ///   - path: the file; it appears complete or not at all.
  ///   - isCancelled: asked before each strip, on any thread; true stops the work.
  /// - Throws: ``ImagingError``: of reading (damaged) and of writing (disk full, ...), each naming its file, and
  ///   ``ImagingError/cancelled(file:)``.
  public func write(
    _ rendering: Rendering, to path: String, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(ImagingError) {
    try write(try rendering.pipeline(isCancelled: isCancelled), of: rendering.photo, to: path)
  }

  /// Computes and encodes a harmonized photo to memory, for standard output.
  ///
  /// - Throws: as writing a `Rendering` does.
  public func bytes(
    of rendering: Rendering, as format: ImageFormat
  ) throws(ImagingError) -> [UInt8] {
    try bytes(of: try rendering.pipeline(), of: rendering.photo, as: format)
  }

  /// Writes a photo as it is, in another file or format; the way to save a composite.
  ///
  /// - Throws: as writing a `Rendering` does.
  public func write(_ photo: Photo, to path: String) throws(ImagingError) {
    try write(try photo.pipeline(), of: photo, to: path)
  }

  /// Encodes a photo as it is to memory.
  ///
  /// - Throws: as ``write(_:to:)-(Photo,_)``.
  public func bytes(of photo: Photo, as format: ImageFormat) throws(ImagingError) -> [UInt8] {
    try bytes(of: try photo.pipeline(), of: photo, as: format)
  }

  private func write(_ pipeline: Pipeline, of photo: Photo, to path: String) throws(ImagingError) {
    let image = try finished(pipeline.image, of: photo, as: try Self.format(for: path))
    do throws(ImagingError) { try write(image, to: path, source: photo.info) } catch {
      throw cause(of: error, pipeline, photo)
    }
  }

  func bytes(
    of pipeline: Pipeline, of photo: Photo, as format: ImageFormat
  ) throws(ImagingError) -> [UInt8] {
    let image = try finished(pipeline.image, of: photo, as: format)
    do throws(ImagingError) { return try bytes(of: image, as: format, source: photo.info) } catch {
      throw cause(of: error, pipeline, photo)
    }
  }

  /// An encoder also fails when its input does.
  private func cause(of error: ImagingError, _ pipeline: Pipeline, _ photo: Photo) -> ImagingError {
    guard case .encodingFailed(_, let detail) = error else { return error }
    return pipeline.state.error(detail, photo.name) ?? error
  }

  /// What the format cannot hold is rounded; metadata that would lie are dropped.
  private func finished(
    _ image: VipsImage, of photo: Photo, as format: ImageFormat
  ) throws(ImagingError) -> VipsImage {
    var image = image
    if format == .jpeg, image.hasAlpha {
      let background = options.flatColour.native(photo.colour, isGrey: image.channels == 2)
      image = try Flattening.flattened(image, on: background)
    }
    let isDeep = image.format == Int32(CVIPS_FORMAT_USHORT.rawValue)
    let holdsDeep = format == .png || format == .tiff || format == .heic || format == .avif
    let result =
      isDeep && !holdsDeep
      ? try Narrowing.eightBits(image)
      : try VipsOperation.image("copy", [("in", .image(image))]) { .processingFailed(file: "pipeline", detail: $0) }
    // The embedded preview shows the photo as it was.
    result.remove("jpeg-thumbnail-data")
    keepTrue(result, of: photo, as: format)
    if let profile = result.bytes("icc-profile-data"), try !Self.stores(profile, format, channels: result.channels) {
      return try SRGBConversion.converted(result, from: photo.colour)
    }
    if !options.keepsMetadata {
      for prefix in ["exif-", "xmp-", "iptc-", "photoshop-", "gif-comment", "png-comment"] { result.removeAll(prefix) }
    }
    return result
  }
}

extension Encoder {
  /// Corrects metadata that the result would make untrue.
  private func keepTrue(_ image: VipsImage, of photo: Photo, as format: ImageFormat) {
    if let bytes = image.bytes("xmp-data") {
      var packet = XMPPacket(bytes)
      if photo.info.orientation > 1 { packet.setUpright() }
      packet.removeClaims()
      if packet.bytes != bytes { image.set("xmp-data", packet.bytes) }
    }
    for name in image.bytes("exif-data").flatMap(EXIFBlock.init)?.invented ?? [] { image.remove(name) }
    if photo.info.orientation > 1, image.hasField("exif-ifd1-Orientation") { image.remove("exif-ifd1-Orientation") }
    if format == .png, let profile = image.bytes("icc-profile-data") {
      image.set("icc-profile-data", ICCProfile.withStandardIlluminant(profile))
    }
  }

  /// Whether a format's encoder takes a profile. PNG's leaves out those with which it finds fault, without a word.
  static func stores(_ profile: [UInt8], _ format: ImageFormat, channels: Int) throws(ImagingError) -> Bool {
    guard format == .png else { return true }
    let sample = try VipsImage.picture(Raster<UInt8>(width: 8, height: 8, channels: channels, repeating: 0))
    sample.set("icc-profile-data", ICCProfile.withStandardIlluminant(profile))
    guard let bytes = try? Encoder().bytes(of: sample, as: format, source: nil) else { return false }
    return try OpenedImage.open(EncodedImage(.bytes(bytes, name: "sample")), OpenedImage.Options()).image.hasField(
      "icc-profile-data")
  }

  /// What writing a photo in a format loses; for the user to know.
  public func notices(for photo: Photo, as format: ImageFormat) -> [Notice] {
    var notices: [Notice] = []
    if format == .jpeg, photo.info.hasAlpha {
      notices.append(.flattened(file: photo.name, colour: "\(options.flatColour)"))
    }
    if options.keepsMetadata, format == .jpeg, photo.xmpSize > XMPPacket.largestInJPEG {
      notices.append(.metadataLeftOut(file: photo.name, kilobytes: photo.xmpSize / 1024))
    }
    if let profile = photo.profile, (try? Self.stores(profile, format, channels: photo.info.channels)) == false {
      notices.append(.profileConverted(file: photo.name, format: format.rawValue.uppercased()))
    }
    if options.isLossless, let loss = Self.loss(of: photo, as: format) { notices.append(.notLossless(loss)) }
    return notices
  }

  private static func loss(of photo: Photo, as format: ImageFormat) -> String? {
    switch format {
    case .jpeg: "JPEG is never exact; use PNG, TIFF or WebP"
    case .webp where photo.info.depth > 8: "WebP has 8 bits, and the photo has \(photo.info.depth); use PNG or TIFF"
    case .heic, .avif: "colours are stored as luma and chroma and rounded once; use PNG or TIFF for exact pixels"
    default: nil
    }
  }
}

/// Rounds 16-bit samples to 8.
private final class Narrowing: VipsNode {
  private let channels: Int

  private init(channels: Int) { self.channels = channels }

  static func eightBits(_ image: VipsImage) throws(ImagingError) -> VipsImage {
    let space = image.channels < 3 ? CVIPS_INTERPRETATION_B_W : CVIPS_INTERPRETATION_SRGB
    return try image.generating(
      channels: image.channels, format: UInt8.bandFormat, interpretation: Int32(bitPattern: space.rawValue),
      node: Narrowing(channels: image.channels))
  }

  func inputFailed() {}

  func generate(_ area: PixelRect, from input: VipsImage.Pixels, into output: VipsImage.Pixels) {
    for y in 0..<area.height {
      let source = input.row(y, of: UInt16.self)
      let target = output.row(y, of: UInt8.self)
      for i in 0..<(area.width * channels) { target[i] = UInt8((UInt32(source[i]) * 255 + 32767) / 65535) }
    }
  }
}
