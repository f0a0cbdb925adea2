import CHarmonizationVips
import Synchronization

/// An open file whose beginning was read: it is known what it is, and its pixels can be decoded as often as they are needed.
final class EncodedImage: Sendable {
  /// Where its bytes are; opened.
  let source: ImageSource
  /// The first bytes.
  let head: [UInt8]
  /// Nil for a Windows bitmap.
  let format: ImageFormat?
  let jpeg: JPEGHeader?
  let tiff: TIFFHeader?
  /// What the user should know about how the file is read.
  let notices: [Notice]
  private let kept = Mutex<OpenedImage?>(nil)

  /// Opens `source` and finds out what it is.
  ///
  /// - Throws: ``ImagingError``: unreadable, not an image, or a camera raw file.
  init(_ source: ImageSource) throws(ImagingError) {
    let source = try source.opened()
    let head = try source.part(count: 1 << 16)
    let tiff =
      ImageFormat(magic: head) == .tiff ? TIFFHeader { (try? source.part(at: $0, count: $1)) ?? [] } : nil
    if OtherPictures.isRaw(source.name, head: head, tiff: tiff) {
      throw .unsupported(file: source.name, reason: OtherPictures.rawReason)
    }
    let format = ImageFormat(magic: head)
    guard format != nil || Bitmap.isBitmap(head) else {
      throw .notAnImage(file: source.name, hint: ImageFormat.hint(for: head))
    }
    jpeg = format == .jpeg ? try Self.jpegHeader(source, head) : nil
    if let reason = UnreadKinds.reason(jpeg, tiff) { throw .unsupported(file: source.name, reason: reason) }
    let completed = format == .jpeg ? try JPEGEnding.completed(source) : nil
    notices = completed == nil ? [] : [.endMarkerMissing(file: source.name)]
    (self.source, self.head, self.format, self.tiff) = (completed ?? source, head, format, tiff)
  }

  /// Long metadata may push the frame's header beyond what was read first.
  private static func jpegHeader(_ source: ImageSource, _ head: [UInt8]) throws(ImagingError) -> JPEGHeader? {
    let header = JPEGHeader(head)
    return header?.size != nil || head.count < 1 << 16 ? header : JPEGHeader(try source.part(count: 1 << 20))
  }

  /// What messages call it.
  var name: String { source.name }

  /// Pixels that ``keeping(_:)`` decoded, if it did.
  var pixels: OpenedImage? { kept.withLock { $0 } }

  /// Larger pictures are decoded again when they are needed again: 11 megapixels of 8-bit RGB.
  private static let mostKept = 32 << 20

  /// The same picture with its pixels in memory, so that it is decoded only once, if it is small and the decoder has not reduced
  /// it.
  ///
  /// - Throws: ``ImagingError/damaged(file:detail:)``.
  func keeping(_ opened: OpenedImage) throws(ImagingError) -> OpenedImage {
    if let pixels { return pixels }
    let bytes = opened.width * opened.height * opened.image.channels * (opened.info.depth / 8)
    guard opened.shrink == 1, bytes <= Self.mostKept else { return opened }
    let image = try opened.image.inMemory { UnreadKinds.error($0, file: opened.name) }
    let result = OpenedImage(
      image: image, info: opened.info, name: opened.name, shrink: 1, notices: opened.notices)
    kept.withLock { $0 = result }
    return result
  }
}
