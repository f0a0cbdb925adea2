/// Where the entries of a zip archive are, zip64 included. Nothing in the archive is trusted.
///
/// Sizes and places come from the central directory. Checksums are not compared: PyTorch can be told not to write them, and it would
/// mean to touch every page of a large file.
public struct ZipDirectory: Sendable {
  /// An entry, as the central directory describes it.
  public struct Entry: Sendable, Equatable {
    /// How it is packed: 0 for stored, 8 for deflate.
    public let method: Int
    /// Bytes in the archive.
    public let packedSize: Int
    /// Bytes as they were.
    public let size: Int
    /// Whether a password is needed.
    public let isEncrypted: Bool
    /// The position of its local header.
    let offset: Int
  }

  /// What is wrong with an archive.
  public enum Problem: Error, Equatable, Sendable {
    /// It ends too early; what is missing.
    case truncated(String)
    /// It contradicts itself; how.
    case corrupt(String)
    /// A number that no file can have.
    case limitExceeded(String)
  }

  /// The entries by name.
  public let entries: [String: Entry]

  /// Reads the directory of a whole archive.
  ///
  /// - Throws: ``Problem``; also for two entries of one name, since programs disagree about which one counts.
  public init(_ archive: Span<UInt8>) throws(Problem) {
    let end = try Self.end(of: archive)
    guard end.offset <= archive.count, end.size <= archive.count - end.offset else {
      throw .corrupt("the zip directory is outside of the file")
    }
    var reader = Reader(position: end.offset, limit: end.offset + end.size)
    var entries: [String: Entry] = [:]
    for _ in 0..<end.count {
      let start = reader.position
      guard try reader.number(4, archive) == 0x0201_4B50 else { throw .corrupt("a bad zip directory entry") }
      reader.position = start + 28
      let (nameSize, extraSize, commentSize) = (
        try reader.number(2, archive), try reader.number(2, archive), try reader.number(2, archive)
      )
      reader.position = start + Self.fixedSize
      let name = try reader.text(nameSize, archive)
      let extra = try reader.part(extraSize, archive)
      _ = try reader.part(commentSize, archive)
      let entry = try Entry(at: start, extra: extra, archive)
      guard entries.updateValue(entry, forKey: name) == nil else {
        throw .corrupt("two archive entries of the name \(name)")
      }
    }
    self.entries = entries
  }

  /// Length of the fixed part of a central directory entry.
  private static let fixedSize = 46

  /// Where the packed bytes of an entry are.
  ///
  /// - Throws: ``Problem/corrupt(_:)`` if they are not wholly in the archive.
  public func place(of name: String, _ entry: Entry, in archive: Span<UInt8>) throws(Problem) -> Range<Int> {
    var reader = Reader(position: entry.offset, limit: archive.count)
    let outside = Problem.corrupt("the archive entry \(name) is outside of the file")
    do {
      guard try reader.number(4, archive) == 0x0403_4B50 else { throw outside }
      reader.position += 22
      let (nameSize, extraSize) = (try reader.number(2, archive), try reader.number(2, archive))
      let start = reader.position + nameSize + extraSize
      guard start <= archive.count, entry.packedSize <= archive.count - start else { throw outside }
      return start..<start + entry.packedSize
    } catch { throw outside }
  }
}

extension ZipDirectory {
  /// The central directory's place and the number of its entries.
  private static func end(of archive: Span<UInt8>) throws(Problem) -> (offset: Int, size: Int, count: Int) {
    let (fixedSize, longestComment) = (22, 0xFFFF)
    let last = archive.count - fixedSize
    for position in stride(from: last, through: max(last - longestComment, 0), by: -1) {
      var reader = Reader(position: position, limit: archive.count)
      guard try reader.number(4, archive) == 0x0605_4B50 else { continue }
      if let wide = try wideEnd(before: position, archive) { return wide }
      reader.position = position + 10
      let (count, size) = (try reader.number(2, archive), try reader.number(4, archive))
      return (try reader.number(4, archive), size, count)
    }
    throw .truncated("the zip directory at its end is missing")
  }

  /// The zip64 record, if a locator in front of the end record points to one.
  private static func wideEnd(
    before end: Int, _ archive: Span<UInt8>
  ) throws(Problem) -> (offset: Int, size: Int, count: Int)? {
    guard end >= 20 else { return nil }
    var reader = Reader(position: end - 20, limit: archive.count)
    guard try reader.number(4, archive) == 0x0706_4B50 else { return nil }
    reader.position += 4
    let record = try reader.size(archive)
    reader.position = record
    guard record < archive.count, try reader.number(4, archive) == 0x0606_4B50 else {
      throw .corrupt("a bad zip64 record")
    }
    reader.position = record + 32
    let (count, size) = (try reader.size(archive), try reader.size(archive))
    return (try reader.size(archive), size, count)
  }

  /// Reads numbers, the lowest byte first, from front to back.
  fileprivate struct Reader {
    var position: Int
    let limit: Int

    mutating func part(_ count: Int, _ archive: Span<UInt8>) throws(Problem) -> Range<Int> {
      guard position >= 0, position <= limit, count <= limit - position, limit <= archive.count else {
        throw .truncated("\(count) bytes expected where \(max(limit - position, 0)) are left")
      }
      defer { position += count }
      return position..<position + count
    }

    mutating func number(_ count: Int, _ archive: Span<UInt8>) throws(Problem) -> Int {
      var value: UInt64 = 0
      for (place, index) in try part(count, archive).enumerated() { value |= UInt64(archive[index]) << (8 * place) }
      return Int(truncatingIfNeeded: value)
    }

    /// A 64-bit size or position, refused if no file can have it.
    mutating func size(_ archive: Span<UInt8>) throws(Problem) -> Int {
      let value = try number(8, archive)
      guard value >= 0, value <= Int.max / 2 else {
        throw .limitExceeded("a size of \(UInt64(bitPattern: Int64(value))) bytes")
      }
      return value
    }

    mutating func text(_ count: Int, _ archive: Span<UInt8>) throws(Problem) -> String {
      var bytes: [UInt8] = []
      for index in try part(count, archive) { bytes.append(archive[index]) }
      guard let text = String(validating: bytes, as: UTF8.self) else { throw .corrupt("text that is not UTF-8") }
      return text
    }
  }
}

extension ZipDirectory.Entry {
  /// From the fixed part of a central directory entry at `start` and the place of its extra fields.
  fileprivate init(
    at start: Int, extra: Range<Int>, _ archive: Span<UInt8>
  ) throws(ZipDirectory.Problem) {
    var reader = ZipDirectory.Reader(position: start + 8, limit: archive.count)
    isEncrypted = try reader.number(2, archive) & 1 != 0
    method = try reader.number(2, archive)
    // Size, packed size and offset; the zip64 field contains only those that do not fit, in this order.
    var wide = try Self.wideValues(in: extra, archive)[...]
    var values: [Int] = []
    for place in [24, 20, 42] {
      reader.position = start + place
      let narrow = try reader.number(4, archive)
      guard let value = narrow == UInt32.max ? wide.popFirst() : narrow else {
        throw .corrupt("a zip64 size is missing")
      }
      values.append(value)
    }
    (size, packedSize, offset) = (values[0], values[1], values[2])
    guard method != 0 || packedSize == size else { throw .corrupt("a stored entry of two sizes") }
  }

  /// The 64-bit values of the extra field with the tag 1.
  private static func wideValues(
    in extra: Range<Int>, _ archive: Span<UInt8>
  ) throws(ZipDirectory.Problem) -> [Int] {
    var reader = ZipDirectory.Reader(position: extra.lowerBound, limit: extra.upperBound)
    while reader.limit - reader.position >= 4 {
      let tag = try reader.number(2, archive)
      let field = try reader.part(reader.number(2, archive), archive)
      guard tag == 1 else { continue }
      var values = ZipDirectory.Reader(position: field.lowerBound, limit: field.upperBound)
      var sizes: [Int] = []
      while values.limit - values.position >= 8, sizes.count < 3 { sizes.append(try values.size(archive)) }
      return sizes
    }
    return []
  }
}
