/// How a picture is compressed.
public struct EncodingOptions: Sendable, Equatable {
  /// Quality of lossy formats, 1...100. Nil keeps a JPEG source's own quality (at least 85), else 92, and 90 for WebP, HEIC and AVIF.
  public var quality: Int?
  /// Colour resolution of JPEG, WebP, HEIC and AVIF.
  public var chroma: Chroma = .automatic
  /// Effort of lossless compression, 0 (fast, large) ... 9 (slow, small): the deflate level of PNG; for TIFF 0 is none, 1...6 LZW,
  /// 7...9 deflate, which is a seventh smaller and takes four times as long.
  public var compression = 3
  /// Exact pixels for WebP, HEIC and AVIF.
  public var isLossless = false
  /// Progressive JPEG; needs the whole picture in memory.
  public var isProgressive = false
  /// EXIF, XMP and IPTC go along. The ICC profile always does.
  public var keepsMetadata = true

  /// What is behind transparent areas if the format has no transparency (JPEG).
  public var flatColour = FlatColour.white

  /// The defaults, or with another quality and colour resolution.
  public init(quality: Int? = nil, chroma: Chroma = .automatic) {
    self.quality = quality
    self.chroma = chroma
  }

  /// Colour resolution of lossy formats.
  public enum Chroma: String, Sendable, CaseIterable {
    /// As the source JPEG has it; full from lossless sources and from quality 90 on.
    case automatic
    /// 4:4:4.
    case full
    /// 4:2:0.
    case half
  }

  /// Checks ranges.
  func validate() throws(ImagingError) {
    if let quality, !(1...100).contains(quality) {
      throw .invalidParameter(name: "quality", reason: "\(quality) is not in 1...100")
    }
    guard (0...9).contains(compression) else {
      throw .invalidParameter(name: "compression", reason: "\(compression) is not in 0...9")
    }
  }
}
