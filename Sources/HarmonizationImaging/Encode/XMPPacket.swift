/// What is changed in an XMP packet so that it stays true of the result; everything else is left as it is, byte for byte.
struct XMPPacket {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The most that one APP1 segment of a JPEG has room for, its name included.
  static let largestInJPEG = 65_533 - 29

  /// What the packet says of pictures or films behind the photo itself, which are not in a result.
  var claims: Set<Claim> {
    Set(Claim.allCases.filter { claim in claim.marks.contains { find($0, from: 0) != nil } })
  }

  /// Something behind the photo.
  enum Claim: String, CaseIterable, Sendable {
    /// A map that makes an HDR picture of the photo.
    case gainMap
    /// A short film.
    case motionPhoto
    /// More XMP, stored elsewhere in the file.
    case extendedXMP

    fileprivate var marks: [String] {
      switch self {
      case .gainMap: ["hdrgm:Version", "HDRGainMap:", "apdi:AuxiliaryImageType"]
      case .motionPhoto: ["GCamera:MicroVideo", "GCamera:MotionPhoto", "Camera:MotionPhoto"]
      case .extendedXMP: ["xmpNote:HasExtendedXMP"]
      }
    }

    /// What the user is told.
    func notice(file: String) -> Notice {
      switch self {
      case .gainMap: .gainMapLeftOut(file: file)
      case .motionPhoto: .filmLeftOut(file: file)
      case .extendedXMP: .extendedXMPLeftOut(file: file)
      }
    }
  }

  /// Says that the picture is upright, as it is after turning.
  mutating func setUpright() {
    for name in ["tiff:Orientation", "exif:Orientation"] {
      for (open, close) in [("=\"", "\""), ("='", "'"), (">", "<")] {
        var at = 0
        while let found = find(name + open, from: at) {
          let start = found.upperBound
          let end = find(close, from: start)?.lowerBound ?? start
          if end - start == 1, (UInt8(ascii: "1")...UInt8(ascii: "8")).contains(bytes[start]) {
            bytes[start] = UInt8(ascii: "1")
          }
          at = max(end, start)
        }
      }
    }
  }

  /// Removes what is said of data that is not in the result.
  mutating func removeClaims() {
    let prefixes = [
      "hdrgm:", "HDRGainMap:", "GCamera:MicroVideo", "GCamera:MotionPhoto", "Camera:MotionPhoto",
      "xmpNote:HasExtendedXMP",
    ]
    for prefix in prefixes {
      remove(prefix)
    }
    remove(element: "Container:Directory")
    remove(element: "GContainer:Directory")
  }

  /// Removes attributes and elements whose names start with `prefix`.
  private mutating func remove(_ prefix: String) {
    var at = 0
    while let found = find(prefix, from: at) {
      at = found.upperBound
      guard found.lowerBound > 0 else { continue }
      let before = bytes[found.lowerBound - 1]
      if before == UInt8(ascii: "<") {
        let name = String(decoding: bytes[found.lowerBound...].prefix { !Self.endsName($0) }, as: UTF8.self)
        if remove(element: name) { at = found.lowerBound - 1 }
      } else if Self.isSpace(before), let end = endOfAttribute(from: found.upperBound) {
        bytes.removeSubrange(found.lowerBound - 1..<end)
        at = found.lowerBound - 1
      }
    }
  }

  private func endOfAttribute(from start: Int) -> Int? {
    guard let equals = bytes[start...].firstIndex(where: { !Self.isName($0) }), bytes[equals] == UInt8(ascii: "="),
      equals + 1 < bytes.count
    else { return nil }
    let quote = bytes[equals + 1]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
    return bytes[(equals + 2)...].firstIndex(of: quote).map { $0 + 1 }
  }

  /// Removes the first element of a name with all that is in it.
  @discardableResult
  private mutating func remove(element name: String) -> Bool {
    guard let start = find("<\(name)", from: 0), start.upperBound < bytes.count, Self.endsName(bytes[start.upperBound]),
      let close = bytes[start.upperBound...].firstIndex(of: UInt8(ascii: ">"))
    else { return false }
    if bytes[close - 1] == UInt8(ascii: "/") {
      bytes.removeSubrange(start.lowerBound...close)
      return true
    }
    guard let end = find("</\(name)>", from: close) else { return false }
    bytes.removeSubrange(start.lowerBound..<end.upperBound)
    return true
  }

  private static func isSpace(_ byte: UInt8) -> Bool { [9, 10, 13, 32].contains(byte) }
  private static func endsName(_ byte: UInt8) -> Bool {
    isSpace(byte) || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
  }
  private static func isName(_ byte: UInt8) -> Bool { !isSpace(byte) && ![0x3D, 0x3E, 0x2F, 0x3C].contains(byte) }

  /// The first place of a text.
  private func find(_ text: String, from start: Int) -> Range<Int>? {
    let wanted = Array(text.utf8)
    guard let first = wanted.first else { return nil }
    var at = start
    while at + wanted.count <= bytes.count, let next = bytes[at...].firstIndex(of: first),
      next + wanted.count <= bytes.count
    {
      if bytes[next..<next + wanted.count].elementsEqual(wanted) { return next..<next + wanted.count }
      at = next + 1
    }
    return nil
  }
}
