/// A hash that eats blocks of 64 bytes, one after the other (Merkle and Damgård's construction, as of FIPS 180-4).
protocol BlockHash {
  /// The words that become the result.
  var words: [UInt32] { get }
  init()
  /// Mixes in the block of 64 bytes that starts at `start`: sixteen big-endian words.
  mutating func mix(_ bytes: Span<UInt8>, at start: Int)
}

extension BlockHash {
  /// The hash of `prefix` and the bytes behind it, as hexadecimal digits.
  static func hash(_ bytes: Span<UInt8>, after prefix: [UInt8] = []) -> String {
    var hash = Self()
    // What is before the first whole block of the bytes themselves, which are not copied.
    let count = min(bytes.count, (64 - prefix.count % 64) % 64)
    let head = prefix + copy(of: bytes, 0..<count)
    let whole = (bytes.count - count) / 64 * 64
    let total = prefix.count + bytes.count
    if head.count % 64 == 0 {
      hash.mixAll(head)
      for start in stride(from: count, to: count + whole, by: 64) {
        hash.mix(bytes, at: start)
      }
      hash.mixAll(padded(copy(of: bytes, count + whole..<bytes.count), of: total))
    } else {
      hash.mixAll(padded(head, of: total))
    }
    return hash.words.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private mutating func mixAll(_ bytes: [UInt8]) {
    for start in stride(from: 0, to: bytes.count, by: 64) { mix(bytes.span, at: start) }
  }

  private static func copy(of bytes: Span<UInt8>, _ part: Range<Int>) -> [UInt8] {
    var copy: [UInt8] = []
    for index in part { copy.append(bytes[index]) }
    return copy
  }

  /// The rest of `total` bytes with the mark of its end and its length in bits: one block or two.
  private static func padded(_ rest: [UInt8], of total: Int) -> [UInt8] {
    let zeros = (119 - rest.count % 64) % 64
    return rest + [0x80] + [UInt8](repeating: 0, count: zeros) + (UInt64(total) * 8).bigEndianBytes
  }
}

extension Span<UInt8> {
  /// The big-endian word at a place.
  @inline(__always)
  func bigEndianWord(at index: Int) -> UInt32 {
    UInt32(self[index]) << 24 | UInt32(self[index + 1]) << 16 | UInt32(self[index + 2]) << 8 | UInt32(self[index + 3])
  }
}
