/// The cyclic redundancy check of PNG and zip (ISO 3309), eight bytes at a time.
enum CRC32 {
  /// `tables[256 * k + b]`: the remainder of byte b followed by k zero bytes.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var remainder = UInt32(byte)
      for _ in 0..<8 { remainder = remainder & 1 == 1 ? 0xEDB8_8320 ^ (remainder >> 1) : remainder >> 1 }
      tables[byte] = remainder
    }
    for i in 256..<8 * 256 { tables[i] = (tables[i - 256] >> 8) ^ tables[Int(tables[i - 256] & 0xFF)] }
    return tables
  }()

  /// The check of a run of bytes.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    var position = 0
    tables.withUnsafeBufferPointer { table in
      while position + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) ^ UInt64(crc)
        crc = 0
        for k in 0..<8 { crc ^= table[256 * (7 - k) + Int((word >> (8 * UInt64(k))) & 0xFF)] }
        position += 8
      }
      while position < bytes.count {
        crc = table[Int((crc ^ UInt32(bytes[position])) & 0xFF)] ^ (crc >> 8)
        position += 1
      }
    }
    return ~crc
  }

  /// The check of an array.
  static func checksum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { checksum($0) } }
}
