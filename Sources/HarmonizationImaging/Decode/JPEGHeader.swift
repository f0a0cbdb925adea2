/// What libvips does not tell about a JPEG: its exact size, the quality of its quantization tables, its chroma sampling.
struct JPEGHeader: Sendable {
  private(set) var size: (width: Int, height: Int)?
  /// IJG quality, 1...100, whose luminance table comes closest.
  private(set) var quality: Int?
  private(set) var isChromaSubsampled = false
  private(set) var isProgressive = false
  /// Bits per sample, 8 in nearly all files.
  private(set) var precision = 8
  /// Whether it is JPEG-LS, another format with the same beginning.
  private(set) var isJPEGLS = false

  /// Reads the segments before the first scan; nil where `bytes` are no JPEG.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
    var at = 2
    while at + 4 <= bytes.count, bytes[at] == 0xFF {
      let marker = bytes[at + 1]
      if marker == 0xFF { at += 1; continue }  // fill byte
      let length = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
      guard marker != 0xDA, length >= 2, at + 2 + length <= bytes.count else { return }
      let segment = bytes[(at + 4)..<(at + 2 + length)]
      if marker == 0xDB { readTables(segment) }
      if marker == 0xF7 { isJPEGLS = true }
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) { readFrame(segment, marker) }
      at += 2 + length
    }
  }

  private mutating func readFrame(_ segment: ArraySlice<UInt8>, _ marker: UInt8) {
    let s = Array(segment)
    guard s.count >= 6 else { return }
    precision = Int(s[0])
    let height = Int(s[1]) << 8 | Int(s[2])
    let width = Int(s[3]) << 8 | Int(s[4])
    if width > 0, height > 0 { size = (width, height) }
    isProgressive = marker == 0xC2 || marker == 0xC6 || marker == 0xCA || marker == 0xCE
    let factors = (0..<Int(s[5])).compactMap { 7 + 3 * $0 < s.count ? s[7 + 3 * $0] : nil }
    if factors.count >= 3, let luma = factors.first { isChromaSubsampled = luma >> 4 > 1 || luma & 15 > 1 }
  }

  private mutating func readTables(_ segment: ArraySlice<UInt8>) {
    var rest = segment
    while let head = rest.popFirst() {
      let wide = head >> 4 == 1
      guard rest.count >= (wide ? 128 : 64) else { return }
      let values = (0..<64).map { i -> Int in
        let at = rest.startIndex + (wide ? 2 * i : i)
        return wide ? Int(rest[at]) << 8 | Int(rest[at + 1]) : Int(rest[at])
      }
      rest = rest.dropFirst(wide ? 128 : 64)
      if head & 15 == 0 { quality = Self.quality(ofSum: values.reduce(0, +)) }
    }
  }

  private static func quality(ofSum sum: Int) -> Int {
    sums.indices.min { abs(sums[$0] - sum) < abs(sums[$1] - sum) }.map { $0 + 1 } ?? 75
  }

  /// Sum of the luminance table at each quality from 1 on. The IJG library scales a fixed table (ITU T.81, Annex K) by
  /// 50/q below quality 50 and by 2 - q/50 above.
  private static let sums = (1...100).map { quality in
    let scale = quality < 50 ? 5000 / quality : 200 - 2 * quality
    return luminanceTable.reduce(0) { $0 + min(max(($1 * scale + 50) / 100, 1), 255) }
  }

  private static let luminanceTable = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
    87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
  ]
}
