import CHarmonizationVips

/// A file format of pictures.
public enum ImageFormat: String, CaseIterable, Sendable {
  /// JPEG (JFIF, EXIF).
  case jpeg
  /// PNG, 8 and 16 bit.
  case png
  /// TIFF, 8 and 16 bit.
  case tiff
  /// WebP, 8 bit.
  case webp
  /// HEIF with HEVC, as phones write it.
  case heic
  /// HEIF with AV1.
  case avif
  /// GIF; read only.
  case gif

  /// The format that a file name's suffix means, nil where it means none of them.
  public init?(suffix: String) {
    switch suffix.lowercased() {
    case "jpg", "jpeg", "jpe": self = .jpeg
    case "png": self = .png
    case "tif", "tiff": self = .tiff
    case "webp": self = .webp
    case "heic", "heif": self = .heic
    case "avif": self = .avif
    case "gif": self = .gif
    default: return nil
    }
  }

  /// The format that a path's suffix means.
  public init?(path: String) {
    guard let name = path.split(separator: "/").last, let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      return nil
    }
    self.init(suffix: String(name[name.index(after: dot)...]))
  }

  /// The usual suffix, without the dot.
  public var suffix: String {
    switch self {
    case .jpeg: "jpg"
    case .tiff: "tif"
    default: rawValue
    }
  }

  /// The format that a file's first bytes announce. No other loader of libvips is let near a user's files.
  init?(magic head: [UInt8]) {
    func has(_ bytes: [UInt8], at offset: Int = 0) -> Bool { head.dropFirst(offset).starts(with: bytes) }
    func has(_ text: String, at offset: Int = 0) -> Bool { has(Array(text.utf8), at: offset) }
    if has([0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if has([0x49, 0x49, 0x2A, 0]) || has([0x4D, 0x4D, 0, 0x2A]) || has([0x49, 0x49, 0x2B, 0])
      || has([0x4D, 0x4D, 0, 0x2B])
    {
      self = .tiff
    } else if has("RIFF"), has("WEBP", at: 8) {
      self = .webp
    } else if has("GIF87a") || has("GIF89a") {
      self = .gif
    } else if has("ftyp", at: 4), ["heic", "heix", "hevc", "hevx", "mif1", "msf1"].contains(where: { has($0, at: 8) }) {
      self = .heic
    } else if has("ftyp", at: 4), has("avif", at: 8) || has("avis", at: 8) {
      self = .avif
    } else {
      return nil
    }
  }

  /// The operation that reads the format from a source.
  var loadOperation: String {
    switch self {
    case .heic, .avif: "heifload_source"
    default: "\(rawValue)load_source"
    }
  }

  /// The operation that writes the format to a target; nil where we do not write it.
  var saveOperation: String? {
    switch self {
    case .heic, .avif: "heifsave_target"
    case .gif: nil
    default: "\(rawValue)save_target"
    }
  }
}

extension ImageFormat {
  /// The name of a picture format that is known but not read: no hardened decoder of libvips is at hand.
  private static func unreadName(_ head: [UInt8]) -> String? {
    let beginnings: [(name: String, bytes: [UInt8])] = [
      ("PSD (Photoshop)", Array("8BPS".utf8)), ("QOI", Array("qoif".utf8)),
      ("JPEG XL", [0xFF, 0x0A]), ("JPEG XL", [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20]),
      ("JPEG 2000", [0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20]), ("JPEG 2000", [0xFF, 0x4F, 0xFF, 0x51]),
      ("OpenEXR", [0x76, 0x2F, 0x31, 0x01]), ("Radiance HDR", Array("#?RADIANCE".utf8)),
      ("JPEG XR", [0x49, 0x49, 0xBC]), ("XCF (GIMP)", Array("gimp xcf".utf8)), ("DDS", Array("DDS ".utf8)),
      ("FITS", Array("SIMPLE  =".utf8)), ("PFM", Array("PF\n".utf8)), ("PFM", Array("Pf\n".utf8)),
      ("ICO", [0, 0, 1, 0]), ("PCX", [0x0A, 5, 1]),
    ]
    if let match = beginnings.first(where: { head.starts(with: $0.bytes) }) { return match.name }
    if head.dropFirst(128).starts(with: Array("DICM".utf8)) { return "DICOM" }
    // The two reserved words of a bitmap are zero; text that starts with these letters has none.
    if head.starts(with: Array("BM".utf8)), head.count > 14, head[6..<10].allSatisfy({ $0 == 0 }) { return "BMP" }
    // P1 to P7 and white space: a portable bitmap, greymap, pixmap or any map.
    guard head.count > 2, head[0] == 0x50, (0x31...0x37).contains(head[1]), [9, 10, 13, 32].contains(head[2]) else {
      return nil
    }
    return "PPM (portable any map)"
  }

  /// What bytes look like that are no image we read.
  static func hint(for head: [UInt8]) -> String {
    let text = String(decoding: head.prefix(512), as: UTF8.self).lowercased()
    let start = text.drop { $0.isWhitespace || $0 == "\u{feff}" }
    if head.isEmpty { return "the file is empty" }
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
      return "it is an HTML page; download the picture itself"
    }
    if start.hasPrefix("<svg") || (start.hasPrefix("<?xml") && text.contains("<svg")) {
      return "it is a drawing (SVG); export it as PNG"
    }
    if start.hasPrefix("version https://git-lfs") { return "it is a Git LFS pointer; run `git lfs pull`" }
    if head.starts(with: Array("%PDF".utf8)) { return "it is a PDF; export the page as PNG" }
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return "it is a zip archive" }
    if let name = unreadName(head) { return "\(name) is not read; convert it to PNG or TIFF" }
    let controls = head.prefix(512).filter { $0 < 9 || ($0 > 13 && $0 < 32) }
    if controls.isEmpty { return "it is text" }
    return "its format is not known; JPEG, PNG, TIFF, WebP, HEIC, AVIF, GIF and BMP are read"
  }
}
