/// The parts of an ICC profile (ICC.1:2010) that are needed here, read without trusting any length in it.
struct ICCProfile: Sendable {
  let bytes: [UInt8]
  private let tags: [UInt32: Range<Int>]

  /// Reads the tag table; nil where the bytes are no ICC profile.
  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard bytes.count >= 132, Self.word(bytes, 36) == Self.signature("acsp"), let count = Self.word(bytes, 128) else {
      return nil
    }
    var tags: [UInt32: Range<Int>] = [:]
    for index in 0..<min(Int(count), 200) {
      let at = 132 + 12 * index
      guard let name = Self.word(bytes, at), let offset = Self.word(bytes, at + 4), let size = Self.word(bytes, at + 8),
        Int(offset) + Int(size) <= bytes.count
      else { break }
      tags[name] = Int(offset)..<(Int(offset) + Int(size))
    }
    self.tags = tags
  }

  /// Four characters as the number that profiles store.
  static func signature(_ text: String) -> UInt32 { text.utf8.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }

  private static func word(_ bytes: [UInt8], _ at: Int) -> UInt32? {
    guard at >= 0, at + 4 <= bytes.count else { return nil }
    return UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8 | UInt32(bytes[at + 3])
  }

  /// The content of a tag.
  func tag(_ name: String) -> ArraySlice<UInt8>? { tags[Self.signature(name)].map { bytes[$0] } }

  /// The big-endian number at `at` bytes into the tag.
  func word(_ tag: ArraySlice<UInt8>, _ at: Int) -> UInt32? {
    guard at >= 0, at + 4 <= tag.count else { return nil }
    return Self.word(bytes, tag.startIndex + at)
  }

  /// Colour space of the data, such as `RGB ` or `GRAY`.
  var colourSpace: UInt32 { Self.word(bytes, 16) ?? 0 }

  /// What people call the profile: its description tag.
  var description: String? {
    guard let tag = tag("desc"), let type = word(tag, 0) else { return nil }
    if type == Self.signature("desc"), let length = word(tag, 8) {
      return Self.printable(tag.dropFirst(12).prefix(min(Int(length), 200)))
    }
    guard type == Self.signature("mluc"), let length = word(tag, 20), let offset = word(tag, 24) else { return nil }
    // UTF-16, big-endian: the second byte of each pair is enough for a name.
    let text = tag.dropFirst(Int(offset)).prefix(min(Int(length), 400))
    return Self.printable(text.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)[...])
  }

  private static func printable(_ bytes: ArraySlice<UInt8>) -> String? {
    let text = String(decoding: bytes.filter { (32..<127).contains($0) }, as: UTF8.self)
    return text.isEmpty ? nil : text
  }

  /// The description of a profile's bytes.
  static func description(of bytes: [UInt8]) -> String? { ICCProfile(bytes)?.description }
}
