/// The first directory of a TIFF file, or another one.
struct TIFFHeader {
  private var values: [Int: [Int]] = [:]

  /// Reads classic TIFF and BigTIFF; nil for anything else and for a directory that cannot be read.
  ///
  /// - Parameters:
  ///   - read: Gives bytes of the file by their place and number; fewer at its end.
  ///   - place: Where the directory is; nil for the first.
  init?(_ read: (_ offset: Int, _ count: Int) -> [UInt8], at place: Int? = nil) {
    let head = read(0, 16)
    guard head.count >= 8, head[0] == head[1], head[0] == 0x49 || head[0] == 0x4D else { return nil }
    let isLittle = head[0] == 0x49
    func number(_ bytes: ArraySlice<UInt8>) -> Int {
      let ordered = isLittle ? Array(bytes.reversed()) : Array(bytes)
      return Int(truncatingIfNeeded: ordered.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
    let version = number(head[2..<4])
    guard version == 42 || (version == 43 && head.count == 16) else { return nil }
    let wide = version == 43
    let start = place ?? number(wide ? head[8..<16] : head[4..<8])
    let countSize = wide ? 8 : 2
    let countBytes = start > 0 ? read(start, countSize) : []
    guard start > 0, start < 1 << 48, countBytes.count == countSize else { return nil }
    let (entrySize, valueAt) = wide ? (20, 12) : (12, 8)
    let count = min(max(number(countBytes[...]), 0), 4096)
    let table = read(start + countSize, count * entrySize)
    for at in stride(from: 0, to: table.count - entrySize + 1, by: entrySize) {
      let (tag, type) = (number(table[at..<at + 2]), number(table[at + 2..<at + 4]))
      let size = [1: 1, 3: 2][type] ?? 4
      let present = min(max(number(table[at + 4..<at + valueAt]), 0), 64)
      let inline = entrySize - valueAt
      let field = table[at + valueAt..<at + entrySize]
      let data = present * size <= inline ? field : read(number(field), present * size)[...]
      values[tag] = stride(from: data.startIndex, to: data.endIndex - size + 1, by: size).prefix(present).map {
        number(data[$0..<$0 + size])
      }
    }
  }

  /// Whether the first picture is a small version of another one (a raw file's preview), or the file says that it is DNG.
  var isPreview: Bool { values[50706] != nil || values[254]?.first == 1 && values[330] != nil }

  /// What the channels after the colours are (ExtraSamples): 0 unspecified (a saved selection, for instance), 1 premultiplied
  /// transparency, 2 transparency. Nil if the file does not say.
  var extraSamples: [Int]? { values[338] }

  /// A tag's values; nil if the directory does not contain it.
  subscript(tag: Int) -> [Int]? { values[tag] }
}
