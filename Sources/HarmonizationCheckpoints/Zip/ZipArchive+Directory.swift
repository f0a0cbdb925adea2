extension ZipArchive {
  /// Where the central directory is and how many entries it has.
  struct Directory {
    var offset: Int
    var size: Int
    var count: Int
  }

  /// Finds the central directory from the end of the file.
  static func findDirectory(in bytes: ByteView) throws(CheckpointError) -> Directory {
    let fixedSize = 22
    let longestComment = 0xFFFF
    var position = bytes.count - fixedSize
    let lowest = max(0, position - longestComment)
    while position >= lowest {
      if bytes.byte(at: position) == 0x50, bytes.has([0x50, 0x4B, 0x05, 0x06], at: position) {
        return try readDirectory(in: bytes, endRecord: position)
      }
      position -= 1
    }
    throw CheckpointError(.truncated("the zip directory at its end is missing"))
  }

  private static func readDirectory(in bytes: ByteView, endRecord: Int) throws(CheckpointError) -> Directory {
    if let wide = try readZip64Directory(in: bytes, endRecord: endRecord) { return wide }
    var reader = ByteReader(bytes, at: endRecord + 10)
    let count = try reader.integer(UInt16.self)
    let size = try reader.integer(UInt32.self)
    let offset = try reader.integer(UInt32.self)
    return Directory(offset: Int(offset), size: Int(size), count: Int(count))
  }

  /// The zip64 record, if a locator in front of the end record points to one.
  private static func readZip64Directory(in bytes: ByteView, endRecord: Int) throws(CheckpointError) -> Directory? {
    let locator = endRecord - 20
    guard bytes.has([0x50, 0x4B, 0x06, 0x07], at: locator) else { return nil }
    var reader = ByteReader(bytes, at: locator + 8)
    let record = try reader.size()
    guard bytes.has([0x50, 0x4B, 0x06, 0x06], at: record) else { throw CheckpointError(.corrupt("a bad zip64 record")) }
    var fields = ByteReader(bytes, at: record + 32)
    let count = try fields.size()
    let size = try fields.size()
    let offset = try fields.size()
    return Directory(offset: offset, size: size, count: count)
  }
}

extension ByteReader {
  /// A 64-bit size or position, refused if no file can have it.
  mutating func size() throws(CheckpointError) -> Int {
    let value = try integer(UInt64.self)
    guard value <= UInt64(Int.max / 2) else { throw CheckpointError(.limitExceeded("a size of \(value) bytes")) }
    return Int(value)
  }
}

extension ByteView {
  /// A 16-bit length of a header whose size was checked.
  func field(at offset: Int) -> Int { Int(integer(at: offset, as: UInt16.self) ?? 0) }
}
