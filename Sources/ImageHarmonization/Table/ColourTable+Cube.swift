import HarmonizationPixels

extension ColourTable {
  /// The table as a `.cube` text (Adobe, Cube LUT Specification 1.0): red fastest, six decimals, values in 0...1, a domain of
  /// 0...1, which is not written because some programs mishandle the lines.
  ///
  /// - Parameters:
  ///   - title: what programs show.
  ///   - comments: lines about where it comes from.
  public func cubeText(title: String = "", comments: [String] = []) -> String {
    let table = coversUnit ? self : ColourTable(size: size) { self($0) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(table.changes.count * 27 + 1024)
    if !title.isEmpty { bytes += "TITLE \"\(Self.plain(title).filter { $0 != "\"" })\"\n".utf8 }
    for comment in comments { bytes += "# \(Self.plain(comment))\n".utf8 }
    bytes += "LUT_3D_SIZE \(size)\n".utf8
    for colour in table.colours {
      for channel in 0..<3 {
        Self.append(colour[channel], to: &bytes)
        bytes.append(channel < 2 ? 0x20 : 0x0A)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// One line that every reader takes: the specification ends lines at 250 characters.
  private static func plain(_ text: String) -> String {
    String(text.map { $0.isNewline || $0.asciiValue.map { $0 < 32 } == true ? " " : $0 }.prefix(200))
  }

  /// Six decimals with a point, whatever the locale; what is not a number becomes 0.
  private static func append(_ value: Float, to bytes: inout [UInt8]) {
    let millionths = value > 0 ? Int((Double(min(value, 1)) * 1_000_000).rounded()) : 0
    bytes.append(0x30 + UInt8(millionths / 1_000_000))
    bytes.append(0x2E)
    var divisor = 100_000
    while divisor > 0 {
      bytes.append(0x30 + UInt8(millionths / divisor % 10))
      divisor /= 10
    }
  }
}
