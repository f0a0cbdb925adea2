/// Reads pictures: headers, whole rasters, and rasters reduced to the size a network wants.
///
/// A value without state: use one from as many threads as you like.
public struct Decoder: Sendable {
  /// Two gigapixels: larger than any camera, smaller than what a decompression bomb wants.
  public static let defaultPixelLimit = 2_000_000_000

  /// Images with more pixels are refused before anything is allocated.
  public var pixelLimit = Decoder.defaultPixelLimit

  /// Threads that one decode may use; nil for libvips's own setting. Use 1 where many files are read at the same time.
  public var threads: Int?

  /// The embedded profile is left out: it cannot be used.
  var ignoresProfile = false

  /// A decoder with the default limit.
  public init(pixelLimit: Int = Decoder.defaultPixelLimit, threads: Int? = nil) {
    self.pixelLimit = pixelLimit
    self.threads = threads
  }

  /// Reads the header only.
  ///
  /// - Throws: ``ImagingError``: unreadable, not an image, unsupported, too large, or libvips missing.
  public func info(_ source: ImageSource) throws(ImagingError) -> ImageInfo {
    try OpenedImage.open(EncodedImage(source), options()).info
  }

  func options(target: (width: Int, height: Int)? = nil, sequential: Bool = true) -> OpenedImage.Options {
    OpenedImage.Options(
      target: target, sequential: sequential, pixelLimit: pixelLimit, threads: threads, ignoresProfile: ignoresProfile)
  }
}
