import HarmonizationSupport

/// Reads a plain zip archive: stored and deflated entries. Nothing in it is trusted.
struct ZipReader {
  private let bytes: [UInt8]
  private let name: String
  private var entries: [String: Entry] = [:]

  private struct Entry {
    var method: Int
    var packed: Int
    var size: Int
    var offset: Int
  }

  /// Reads the directory.
  ///
  /// - Throws: ``ImagingError/damaged(file:detail:)``; ``ImagingError/unsupported(file:reason:)`` for encrypted archives.
  init(_ bytes: [UInt8], name: String) throws(ImagingError) {
    (self.bytes, self.name) = (bytes, name)
    // The end record is 22 bytes and a comment of at most 65535.
    let last = bytes.count - 22
    guard
      let end = stride(from: last, through: max(last - 65535, 0), by: -1).first(where: {
        $0 >= 0 && number($0, 4) == 0x0605_4B50
      }), let count = number(end + 10, 2), var at = number(end + 16, 4)
    else { throw .damaged(file: name, detail: "it is not a zip archive") }
    for _ in 0..<count {
      guard number(at, 4) == 0x0201_4B50, let flags = number(at + 8, 2), let method = number(at + 10, 2),
        let packed = number(at + 20, 4), let size = number(at + 24, 4), let length = number(at + 28, 2),
        let extra = number(at + 30, 2), let comment = number(at + 32, 2), let offset = number(at + 42, 4),
        at + 46 + length <= bytes.count
      else { throw .damaged(file: name, detail: "a broken zip directory") }
      guard flags & 1 == 0 else { throw .unsupported(file: name, reason: "it is encrypted") }
      let entry = String(decoding: bytes[at + 46..<at + 46 + length], as: UTF8.self)
      entries[entry] = Entry(method: method, packed: packed, size: size, offset: offset)
      at += 46 + length + extra + comment
    }
  }

  /// The bytes of an entry.
  ///
  /// - Parameters:
  ///   - entry: its name.
  ///   - limit: bytes that it may have.
  /// - Throws: ``ImagingError/damaged(file:detail:)``.
  func contents(of entry: String, limit: Int) throws(ImagingError) -> [UInt8] {
    guard let found = entries[entry] else { throw .damaged(file: name, detail: "it has no '\(entry.prefix(80))'") }
    guard number(found.offset, 4) == 0x0403_4B50, let length = number(found.offset + 26, 2),
      let extra = number(found.offset + 28, 2), found.size <= limit
    else { throw .damaged(file: name, detail: "'\(entry.prefix(80))' cannot be found, or is too large") }
    let start = found.offset + 30 + length + extra
    guard start + found.packed <= bytes.count else {
      throw .damaged(file: name, detail: "'\(entry.prefix(80))' is cut off")
    }
    let packed = bytes[start..<start + found.packed]
    if found.method == 0, found.packed == found.size { return Array(packed) }
    let inflated =
      found.method == 8 ? packed.withUnsafeBytes { Inflate.decompress($0, limit: found.size) } : nil
    guard let inflated, inflated.count == found.size else {
      throw .damaged(file: name, detail: "'\(entry.prefix(80))' cannot be decompressed")
    }
    return inflated
  }

  /// A number of a few bytes, the lowest first; nil outside the archive.
  private func number(_ at: Int, _ count: Int) -> Int? {
    guard at >= 0, at <= bytes.count - count else { return nil }
    return (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
  }
}
