import Testing

@testable import HarmonizationImaging

@Suite("Run-length encoding of Photoshop's files")
struct PackedChannelsTests {
  /// By the definition: n in 0...127 copies n + 1 bytes, others repeat the next one 257 - n times.
  private static func unpacked(_ bytes: [UInt8]) -> [UInt8] {
    var (at, result): (Int, [UInt8]) = (0, [])
    while at < bytes.count {
      let count = Int(bytes[at])
      if count < 128 {
        result += bytes[at + 1...at + 1 + count]
        at += count + 2
      } else {
        result += repeatElement(bytes[at + 1], count: 257 - count)
        at += 2
      }
    }
    return result
  }

  @Test("Rows come back, and runs are short")
  func roundTrip() {
    var rows: [[UInt8]] = [[], [7], [7, 7], [7, 7, 7], [1, 2, 2, 2, 3], Array(repeating: 9, count: 1000)]
    rows += [128, 129, 300].map { count in (0..<count).map { UInt8($0 % 251) } }
    rows.append((0..<700).map { UInt8($0 * $0 / 97 % 5) })
    for row in rows {
      var packed: [UInt8] = []
      PackedChannels.pack(row, into: &packed)
      #expect(Self.unpacked(packed) == row)
      #expect(packed.count <= row.count + (row.count + 127) / 128)
    }
    var packed: [UInt8] = []
    PackedChannels.pack(Array(repeating: 9, count: 1000), into: &packed)
    #expect(packed.count == 16)
  }
}
