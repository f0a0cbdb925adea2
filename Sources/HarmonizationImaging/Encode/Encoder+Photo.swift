import CHarmonizationVips
import HarmonizationPixels

extension Encoder {
  /// Computes and writes a harmonized photo in the format that `path`'s suffix means. Decoding, the colour change and
  /// encoding run at the same time, strip by strip.
  ///
  /// - Throws: ``ImagingError``: of reading (damaged) and of writing (disk full, ...), each naming its file.
  public func write(_ rendering: Rendering, to path: String) throws(ImagingError) {
    try write(try rendering.pipeline(), of: rendering.photo, to: path)
  }

  /// Computes and encodes a harmonized photo to memory, for standard output.
  ///
  /// - Throws: as ``write(_:to:)-(Rendering,_)``.
  public func bytes(
    of rendering: Rendering, as format: ImageFormat
  ) throws(ImagingError) -> [UInt8] {
    try bytes(of: try rendering.pipeline(), of: rendering.photo, as: format)
  }

  /// Writes a photo as it is, in another file or format; the way to save a composite.
  ///
  /// - Throws: as ``write(_:to:)-(Rendering,_)``.
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
    let image = try finished(pipeline.image, as: try Self.format(for: path))
    do throws(ImagingError) { try write(image, to: path, source: photo.info) } catch {
      throw cause(of: error, pipeline, photo)
    }
  }

  private func bytes(
    of pipeline: Pipeline, of photo: Photo, as format: ImageFormat
  ) throws(ImagingError) -> [UInt8] {
    let image = try finished(pipeline.image, as: format)
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
  private func finished(_ image: VipsImage, as format: ImageFormat) throws(ImagingError) -> VipsImage {
    let isDeep = image.format == Int32(CVIPS_FORMAT_USHORT.rawValue)
    let holdsDeep = format == .png || format == .tiff || format == .heic || format == .avif
    let result =
      isDeep && !holdsDeep
      ? try Narrowing.eightBits(image)
      : try VipsOperation.image("copy", [("in", .image(image))]) { .processingFailed(file: "pipeline", detail: $0) }
    // The embedded preview shows the photo as it was.
    result.remove("jpeg-thumbnail-data")
    if !options.keepsMetadata {
      for prefix in ["exif-", "xmp-", "iptc-", "photoshop-", "gif-comment", "png-comment"] { result.removeAll(prefix) }
    }
    return result
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
