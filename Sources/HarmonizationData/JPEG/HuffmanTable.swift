/// A Huffman table of a JPEG (ITU-T T.81, annex C), with a lookup of the next nine bits.
final class HuffmanTable: Sendable {
  static let lookaheadBits = 9

  /// For every nine bits: length << 8 | symbol, or 0 where the code is longer.
  let lookahead: [UInt16]
  /// Largest code of each length 0...16, -1 where there is none.
  let largest: [Int32]
  /// What to add to a code of each length to get its symbol's place.
  let shift: [Int32]
  let symbols: [UInt8]

  /// The table with `counts[i]` codes of length i + 1; nil where that is no prefix code.
  init?(counts: [UInt8], symbols: [UInt8]) {
    guard counts.count == 16, counts.reduce(0, { $0 + Int($1) }) == symbols.count, symbols.count <= 256 else {
      return nil
    }
    var (lookahead, largest, shift) = (
      [UInt16](repeating: 0, count: 512), [Int32](repeating: -1, count: 17), [Int32](repeating: 0, count: 17)
    )
    var (code, place) = (0, 0)
    for length in 1...16 {
      shift[length] = Int32(place - code)
      for _ in 0..<Int(counts[length - 1]) {
        guard code < 1 << length else { return nil }
        if length <= Self.lookaheadBits {
          let free = Self.lookaheadBits - length
          let entry = UInt16(length) << 8 | UInt16(symbols[place])
          for rest in 0..<1 << free { lookahead[code << free | rest] = entry }
        }
        largest[length] = Int32(code)
        code += 1
        place += 1
      }
      code <<= 1
    }
    (self.lookahead, self.largest, self.shift, self.symbols) = (lookahead, largest, shift, symbols)
  }
}
