/// What a file's header says about its picture.
public struct ImageInfo: Sendable, Equatable {
  /// The file's format.
  public let format: ImageFormat
  /// Pixels in a row as the picture is shown, after the EXIF orientation.
  public let width: Int
  /// Rows as the picture is shown, after the EXIF orientation.
  public let height: Int
  /// Samples per pixel as stored, alpha included.
  public let channels: Int
  /// Bits per sample as decoded: 8, 16 or 32.
  public let depth: Int
  /// True where one of the channels is alpha.
  public let hasAlpha: Bool
  /// What the channels mean.
  public let colour: ColourModel
  /// EXIF orientation as stored, 1...8.
  public let orientation: Int
  /// Description of the embedded ICC profile; nil if there is none, and sRGB is assumed.
  public let profile: String?
  /// Pages, frames or pictures in the file; the first is used.
  public let pages: Int
  /// IJG quality that the JPEG's quantization tables amount to; nil for other formats.
  public let jpegQuality: Int?
  /// True where a JPEG stores colour at half the resolution (4:2:0).
  public let isChromaSubsampled: Bool
  /// True for progressive JPEG and interlaced PNG, which cannot be streamed.
  public let isInterlaced: Bool

  /// Meaning of an image's channels.
  public enum ColourModel: String, Sendable {
    /// One channel.
    case grey
    /// Red, green, blue.
    case rgb
    /// Four inks, converted to sRGB when read.
    case cmyk
    /// Anything else (Lab, scene-linear, ...), converted to sRGB when read.
    case other
  }
}
