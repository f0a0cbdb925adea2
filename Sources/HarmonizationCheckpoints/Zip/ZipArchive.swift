/// The entries of a zip archive whose contents are stored, not compressed, as `torch.save` writes them; zip64 included.
///
/// Sizes and places come from the central directory. Checksums are not compared: PyTorch does not, can be told not to
/// write them, and it would mean to touch every page of the file.
struct ZipArchive {
  /// One entry, as the central directory describes it.
  struct Entry {
    var size: Int
    /// The position of the local header.
    var offset: Int
    var isStored: Bool
    var isEncrypted: Bool
  }

  private let bytes: ByteView
  /// The entries by name.
  private(set) var entries: [String: Entry]

  /// Reads the central directory.
  init(_ bytes: ByteView) throws(CheckpointError) {
    self.bytes = bytes
    entries = [:]
    let end = try Self.findDirectory(in: bytes)
    guard let directory = bytes.slice(at: end.offset, count: end.size) else {
      throw CheckpointError(.corrupt("the zip directory is outside of the file"))
    }
    try readEntries(directory, count: end.count)
  }

  /// The bytes of an entry.
  func contents(of name: String) throws(CheckpointError) -> ByteView {
    guard let entry = entries[name] else { throw CheckpointError(.corrupt("no archive entry \(name)")) }
    guard !entry.isEncrypted else { throw CheckpointError(.unsupported("an encrypted archive")) }
    guard entry.isStored else { throw CheckpointError(.compressedEntry(name)) }
    let header = Self.localHeader
    guard bytes.has(header.signature, at: entry.offset), let fixed = bytes.slice(at: entry.offset, count: header.count),
      let nameLength: UInt16 = fixed.integer(at: 26), let extraLength: UInt16 = fixed.integer(at: 28),
      let contents = bytes.slice(
        at: entry.offset + header.count + Int(nameLength) + Int(extraLength), count: entry.size)
    else { throw CheckpointError(.corrupt("the archive entry \(name) is outside of the file")) }
    return contents
  }

  private mutating func readEntries(_ directory: ByteView, count: Int) throws(CheckpointError) {
    var reader = ByteReader(directory)
    for _ in 0..<count {
      let fixed = try reader.take(Self.directoryEntry.count)
      guard fixed.has(Self.directoryEntry.signature) else {
        throw CheckpointError(.corrupt("a bad zip directory entry"))
      }
      let name = try reader.text(fixed.field(at: 28))
      let extra = try reader.take(fixed.field(at: 30))
      _ = try reader.take(fixed.field(at: 32))
      guard entries.updateValue(try Entry(fixed, extra: extra), forKey: name) == nil else {
        throw CheckpointError(.corrupt("two archive entries of the name \(name)"))
      }
    }
  }

  /// Signature and length of the fixed part of a local header.
  static let localHeader = (signature: [0x50, 0x4B, 0x03, 0x04] as [UInt8], count: 30)
  /// Signature and length of the fixed part of a central directory entry.
  static let directoryEntry = (signature: [0x50, 0x4B, 0x01, 0x02] as [UInt8], count: 46)
}

extension ZipArchive.Entry {
  /// From the fixed part of a central directory entry and its extra fields.
  init(_ fixed: ByteView, extra: ByteView) throws(CheckpointError) {
    let flags: UInt16 = fixed.integer(at: 8) ?? 0
    let method: UInt16 = fixed.integer(at: 10) ?? 0
    var wide = try Self.zip64Values(in: extra)
    // The zip64 field contains only the values that do not fit, in this order.
    func value(at offset: Int) throws(CheckpointError) -> Int {
      let narrow: UInt32 = fixed.integer(at: offset) ?? 0
      guard narrow == .max else { return Int(narrow) }
      guard let first = wide.first else { throw CheckpointError(.corrupt("a zip64 size is missing")) }
      wide.removeFirst()
      return first
    }
    size = try value(at: 24)
    let compressedSize = try value(at: 20)
    offset = try value(at: 42)
    isStored = method == 0
    isEncrypted = flags & 1 != 0
    guard !isStored || compressedSize == size else { throw CheckpointError(.corrupt("a stored entry of two sizes")) }
  }

  /// The 64-bit values of the extra field with the tag 1.
  private static func zip64Values(in extra: ByteView) throws(CheckpointError) -> [Int] {
    var reader = ByteReader(extra)
    while reader.remaining >= 4 {
      let tag = try reader.integer(UInt16.self)
      var field = ByteReader(try reader.take(Int(try reader.integer(UInt16.self))))
      guard tag == 1 else { continue }
      var values: [Int] = []
      while field.remaining >= 8, values.count < 3 { values.append(try field.size()) }
      return values
    }
    return []
  }
}
