/// A hash that eats blocks of 64 bytes, one after the other (Merkle and Damgård's construction, as of FIPS 180-4).
protocol BlockHash {
  /// The words that become the result.
  var words: [UInt32] { get }
  init()
  /// Mixes in sixteen big-endian words.
  mutating func mix(_ block: UnsafeRawBufferPointer)
}

extension BlockHash {
  /// The hash of `prefix` and the bytes behind it, as hexadecimal digits.
  static func hash(_ bytes: UnsafeRawBufferPointer, after prefix: [UInt8] = []) -> String {
    var hash = Self()
    // What is before the first whole block of the bytes themselves, which are not copied.
    let count = min(bytes.count, (64 - prefix.count % 64) % 64)
    let head = prefix + bytes.prefix(count)
    let whole = (bytes.count - count) / 64 * 64
    let total = prefix.count + bytes.count
    if head.count % 64 == 0 {
      hash.mixAll(head)
      for start in stride(from: count, to: count + whole, by: 64) {
        hash.mix(UnsafeRawBufferPointer(rebasing: bytes[start..<start + 64]))
      }
      hash.mixAll(padded(Array(bytes[(count + whole)...]), of: total))
    } else {
      hash.mixAll(padded(head, of: total))
    }
    return hash.words.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private mutating func mixAll(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: 64) {
        mix(UnsafeRawBufferPointer(rebasing: bytes[start..<start + 64]))
      }
    }
  }

  /// The rest of `total` bytes with the mark of its end and its length in bits: one block or two.
  private static func padded(_ rest: [UInt8], of total: Int) -> [UInt8] {
    let zeros = (119 - rest.count % 64) % 64
    let length = withUnsafeBytes(of: (UInt64(total) * 8).bigEndian, Array.init)
    return rest + [0x80] + [UInt8](repeating: 0, count: zeros) + length
  }
}

extension UnsafeRawBufferPointer {
  /// A big-endian word of a block.
  func bigEndianWord(_ index: Int) -> UInt32 {
    UInt32(bigEndian: loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
  }
}
