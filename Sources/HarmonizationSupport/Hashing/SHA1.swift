/// SHA-1 (FIPS 180-4), which git names files by. Good for telling files apart, not against somebody who makes two alike.
struct SHA1: BlockHash {
  private(set) var words: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
  /// The words of a block and what is made of them.
  private var schedule = [UInt32](repeating: 0, count: 80)

  mutating func mix(_ bytes: Span<UInt8>, at start: Int) {
    for i in 0..<16 { schedule[i] = bytes.bigEndianWord(at: start + 4 * i) }
    for i in 16..<80 {
      schedule[i] = rotate(schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16], 1)
    }
    var (a, b, c, d, e) = (words[0], words[1], words[2], words[3], words[4])
    for i in 0..<80 {
      let (choice, constant) = Self.round(i, b: b, c: c, d: d)
      let next = rotate(a, 5) &+ choice &+ e &+ constant &+ schedule[i]
      (e, d, c, b, a) = (d, c, rotate(b, 30), a, next)
    }
    for (i, word) in [a, b, c, d, e].enumerated() { words[i] &+= word }
  }

  private static func round(_ i: Int, b: UInt32, c: UInt32, d: UInt32) -> (UInt32, UInt32) {
    switch i {
    case ..<20: ((b & c) | (~b & d), 0x5A82_7999)
    case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
    case ..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
    default: (b ^ c ^ d, 0xCA62_C1D6)
    }
  }

  private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word &<< count | word &>> (32 - count) }
}
