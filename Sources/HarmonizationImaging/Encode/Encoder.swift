import CHarmonizationVips
import HarmonizationPixels
import HarmonizationSupport

/// Writes pictures to files and to memory.
///
/// Files appear complete or not at all: the bytes go to a temporary file beside the target, which is then renamed.
public struct Encoder: Sendable {
  /// How pictures are compressed.
  public var options: EncodingOptions
  /// Whether existing files may be replaced.
  public var overwrite: Bool
  /// Threads that compute and compress one picture; nil for those of the photo's ``Decoder``, which by default are as many as there
  /// are cores.
  public var threads: Int?

  /// An encoder with the given options.
  public init(options: EncodingOptions = EncodingOptions(), overwrite: Bool = false, threads: Int? = nil) {
    self.options = options
    self.overwrite = overwrite
    self.threads = threads
  }

  /// Writes 8-bit grey (1 channel), grey with alpha (2), sRGB (3) or sRGB with alpha (4) in the format that `path`'s suffix means.
  ///
  /// - Throws: ``ImagingError``: unwritable, disk full, exists already, unsupported output, or libvips missing.
  public func write(_ raster: Raster<UInt8>, to path: String) throws(ImagingError) {
    try write(try VipsImage.picture(raster), to: path, source: nil)
  }

  /// Writes 16-bit samples; only PNG and TIFF keep all bits, the others store 8 (HEIC and AVIF up to 12).
  ///
  /// - Throws: as the 8-bit version.
  public func write(_ raster: Raster<UInt16>, to path: String) throws(ImagingError) {
    try write(try VipsImage.picture(raster), to: path, source: nil)
  }

  /// Encodes an 8-bit raster to memory.
  ///
  /// - Throws: as ``write(_:to:)-(Raster<UInt8>,_)``, without those about files.
  public func bytes(of raster: Raster<UInt8>, as format: ImageFormat) throws(ImagingError) -> [UInt8] {
    try bytes(of: try VipsImage.picture(raster), as: format, source: nil)
  }

  /// Encodes a 16-bit raster to memory.
  ///
  /// - Throws: as the 8-bit version.
  public func bytes(of raster: Raster<UInt16>, as format: ImageFormat) throws(ImagingError) -> [UInt8] {
    try bytes(of: try VipsImage.picture(raster), as: format, source: nil)
  }

  // MARK: Images

  /// Writes an image; `source` is what is known about the file that it came from.
  func write(_ image: VipsImage, to path: String, source: ImageInfo?) throws(ImagingError) {
    let format = try Self.format(for: path)
    let file: AtomicFile
    do throws(FileError) { file = try AtomicFile(path, options: overwrite ? [] : .keepsExisting) } catch {
      throw .file(error)
    }
    let target = EncoderTarget(descriptor: file.descriptor)
    try encode(image, as: format, to: target, name: path, source: source)
    do throws(FileError) { try file.commit() } catch { throw .file(error) }
  }

  func bytes(of image: VipsImage, as format: ImageFormat, source: ImageInfo?) throws(ImagingError) -> [UInt8] {
    let target = EncoderTarget()
    try encode(image, as: format, to: target, name: "output", source: source)
    return target.bytes
  }

  /// The format that a path's suffix means.
  ///
  /// - Throws: ``ImagingError/unsupportedOutput(file:reason:)``.
  public static func format(for path: String) throws(ImagingError) -> ImageFormat {
    guard let format = ImageFormat(path: path), format.saveOperation != nil else {
      throw .unsupportedOutput(file: path, reason: "its suffix must be .jpg, .png, .tif, .webp, .heic or .avif")
    }
    return format
  }
}
