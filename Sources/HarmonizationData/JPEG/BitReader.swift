/// The bits of a JPEG scan, most significant first; stuffed zero bytes are skipped, and at a marker or the end zeros follow.
struct BitReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position: Int
  private var bits: UInt64 = 0
  private var available = 0
  /// Zero bits made up after the data; a sound scan uses none of them.
  private(set) var missing = 0

  init(_ bytes: UnsafeRawBufferPointer, from position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// Makes at least 32 bits available.
  @inline(__always)
  private mutating func refill() {
    while available <= 48 {
      var byte: UInt8 = 0
      if position < bytes.count, bytes[position] != 0xFF {
        byte = bytes[position]
        position += 1
      } else if position + 1 < bytes.count, bytes[position] == 0xFF, bytes[position + 1] == 0 {
        byte = 0xFF
        position += 2
      } else {
        missing += 8
      }
      bits = bits << 8 | UInt64(byte)
      available += 8
    }
  }

  /// More zeros were taken than the padding of a last byte explains.
  var isExhausted: Bool { missing - available > 0 }

  /// The next symbol; nil where the bits are no code.
  @inline(__always)
  mutating func symbol(_ table: HuffmanTable) -> UInt8? {
    if available < 32 { refill() }
    let entry = table.lookahead[Int((bits >> UInt64(available - HuffmanTable.lookaheadBits)) & 0x1FF)]
    if entry != 0 {
      available -= Int(entry >> 8)
      return UInt8(truncatingIfNeeded: entry)
    }
    for length in HuffmanTable.lookaheadBits + 1...16 {
      let code = Int32((bits >> UInt64(available - length)) & ((1 << UInt64(length)) - 1))
      guard code <= table.largest[length] else { continue }
      let place = Int(code + table.shift[length])
      available -= length
      return table.symbols.indices.contains(place) ? table.symbols[place] : nil
    }
    return nil
  }

  /// A value of 0...16 bits, extended by its sign (ITU-T T.81, F.2.2.1).
  @inline(__always)
  mutating func value(bits count: Int) -> Int32 {
    guard count > 0 else { return 0 }
    if available < 32 { refill() }
    available -= count
    let raw = Int32((bits >> UInt64(available)) & ((1 << UInt64(count)) - 1))
    return raw < 1 << (count - 1) ? raw - (1 << count) + 1 : raw
  }

  /// Drops what is left of the current byte and passes the restart marker with the given number; false where there is none.
  mutating func passRestart(_ number: Int) -> Bool {
    guard !isExhausted, position + 1 < bytes.count, bytes[position] == 0xFF,
      bytes[position + 1] == 0xD0 + UInt8(number & 7)
    else { return false }
    position += 2
    (bits, available, missing) = (0, 0, 0)
    return true
  }
}
