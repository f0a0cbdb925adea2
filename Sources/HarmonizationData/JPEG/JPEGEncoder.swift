import HarmonizationPixels

extension Raster where Sample == UInt8 {
  /// An RGB picture as a baseline JPEG file (ITU-T T.81) at full chroma resolution, without any image library: for the
  /// pictures of logs and reports on machines that have none.
  ///
  /// One pair of tables serves all three components, which costs a few percent of the size and keeps the coder small.
  /// - Parameter quality: IJG quality, 1...100.
  /// - Throws: `DataError.invalidParameter` for pictures that are not RGB or larger than 65535 pixels a side.
  public func jpeg(quality: Int = 90) throws -> [UInt8] {
    guard channels == 3, width <= 65535, height <= 65535, samples.count == width * height * 3 else {
      throw DataError.invalidParameter(
        name: "picture", reason: "\(width)x\(height) with \(channels) channels cannot become a JPEG; it takes RGB")
    }
    let table = QuantizationTable.scaled(QuantizationTable.luminance, quality: quality)
    return JPEGWriter(width: width, height: height, table: table).encode(self)
  }
}

/// Writes the segments of a baseline JPEG, then its entropy-coded blocks.
private struct JPEGWriter {
  let width: Int
  let height: Int
  /// Quantization steps in row order.
  let table: [Float]

  func encode(_ picture: Raster<UInt8>) -> [UInt8] {
    var scan = HuffmanWriter()
    var previous = [0, 0, 0]
    for y in stride(from: 0, to: height, by: 8) {
      for x in stride(from: 0, to: width, by: 8) {
        for component in 0..<3 {
          let block = quantized(picture, component, x, y)
          scan.append(block, previous: previous[component])
          previous[component] = block[0]
        }
      }
    }
    return header + scan.finished() + [0xFF, 0xD9]
  }

  private var header: [UInt8] {
    let steps = JPEGZigzag.order.map { UInt8(table[$0]) }
    let size = [height >> 8, height & 255, width >> 8, width & 255].map(UInt8.init)
    return [0xFF, 0xD8]
      + segment(0xE0, [0x4A, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0])
      + segment(0xDB, [0] + steps)
      + segment(0xC0, [8] + size + [3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0])
      + segment(0xC4, [0x00] + HuffmanCode.dcCounts + HuffmanCode.dcSymbols)
      + segment(0xC4, [0x10] + HuffmanCode.acCounts + HuffmanCode.acSymbols)
      + segment(0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0])
  }

  private func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length = payload.count + 2
    return [0xFF, marker, UInt8(length >> 8), UInt8(length & 255)] + payload
  }

  /// The 64 quantized coefficients of a block in zigzag order; beyond the picture its last row and column are repeated.
  private func quantized(_ picture: Raster<UInt8>, _ component: Int, _ x: Int, _ y: Int) -> [Int] {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 64) { buffer in
      guard let block = buffer.baseAddress else { return [Int](repeating: 0, count: 64) }
      let weights = Self.weights[component]
      for row in 0..<8 {
        for column in 0..<8 {
          let offset = picture.offset(x: min(x + column, width - 1), y: min(y + row, height - 1))
          let rgb = SIMD3(
            Float(picture.samples[offset]), Float(picture.samples[offset + 1]), Float(picture.samples[offset + 2]))
          block[8 * row + column] = (weights * rgb).sum() - (component == 0 ? 128 : 0)
        }
      }
      return BlockTransform.basis.withUnsafeBufferPointer { basis in
        guard let basis = basis.baseAddress else { return [Int](repeating: 0, count: 64) }
        BlockTransform.forward(block, basis)
        BlockTransform.transpose(block)
        BlockTransform.forward(block, basis)
        // Rows and columns are exchanged by now.
        return JPEGZigzag.order.map { Int((block[8 * ($0 % 8) + $0 / 8] / table[$0]).rounded()) }
      }
    }
  }

  /// RGB to Y, Cb - 128 and Cr - 128 (ITU-T T.871).
  private static let weights: [SIMD3<Float>] = [
    SIMD3(0.299, 0.587, 0.114), SIMD3(-0.168736, -0.331264, 0.5), SIMD3(0.5, -0.418688, -0.081312),
  ]
}

/// The order in which a block's coefficients are coded.
enum JPEGZigzag {
  /// Places in row order.
  static let order: [Int] = (0..<15).flatMap { diagonal -> [Int] in
    let rows = (max(0, diagonal - 7)...min(7, diagonal)).map { $0 }
    return (diagonal % 2 == 0 ? rows.reversed() : rows).map { 8 * $0 + diagonal - $0 }
  }
}

/// The entropy coder: bits to bytes, with a zero after each 0xFF.
private struct HuffmanWriter {
  private var bytes: [UInt8] = []
  private var pending: UInt64 = 0
  private var count = 0

  /// A block in zigzag order; its first coefficient is coded as the difference from the block before.
  mutating func append(_ block: [Int], previous: Int) {
    appendNumber(block[0] - previous, run: 0, HuffmanCode.dc)
    var run = 0
    for value in block.dropFirst() {
      if value == 0 {
        run += 1
        continue
      }
      while run > 15 {
        append(HuffmanCode.ac[0xF0])
        run -= 16
      }
      appendNumber(value, run: run, HuffmanCode.ac)
      run = 0
    }
    if run > 0 { append(HuffmanCode.ac[0]) }
  }

  /// The bytes, the last one filled up with ones.
  mutating func finished() -> [UInt8] {
    if count > 0 { append((bits: UInt32(1 << (8 - count)) - 1, length: 8 - count)) }
    return bytes
  }

  private mutating func appendNumber(_ value: Int, run: Int, _ codes: [HuffmanCode.Code]) {
    let size = Int.bitWidth - abs(value).leadingZeroBitCount
    append(codes[run << 4 | size])
    append((bits: UInt32(value < 0 ? value + (1 << size) - 1 : value), length: size))
  }

  private mutating func append(_ code: HuffmanCode.Code) {
    pending = pending << UInt64(code.length) | UInt64(code.bits)
    count += code.length
    while count >= 8 {
      count -= 8
      let byte = UInt8(truncatingIfNeeded: pending >> UInt64(count))
      bytes.append(byte)
      if byte == 0xFF { bytes.append(0) }
    }
  }
}

/// The codes for luminance of ITU-T T.81, annex K.
private enum HuffmanCode {
  typealias Code = (bits: UInt32, length: Int)

  static let dcCounts: [UInt8] = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
  static let dcSymbols: [UInt8] = Array(0...11)
  static let acCounts: [UInt8] = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125]
  static let acSymbols: [UInt8] = acFirst + acRest.flatMap { Array($0) }

  private static let acFirst: [UInt8] = [
    0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71, 0x14,
    0x32, 0x81, 0x91, 0xA1, 0x08, 0x23, 0x42, 0xB1, 0xC1, 0x15, 0x52, 0xD1, 0xF0, 0x24, 0x33, 0x62, 0x72, 0x82,
  ]
  private static let acRest: [ClosedRange<UInt8>] = [
    0x09...0x0A, 0x16...0x1A, 0x25...0x2A, 0x34...0x3A, 0x43...0x4A, 0x53...0x5A, 0x63...0x6A, 0x73...0x7A,
    0x83...0x8A, 0x92...0x9A, 0xA2...0xAA, 0xB2...0xBA, 0xC2...0xCA, 0xD2...0xDA, 0xE1...0xEA, 0xF1...0xFA,
  ]

  static let dc = codes(dcCounts, dcSymbols)
  static let ac = codes(acCounts, acSymbols)

  /// The code of every symbol (annex C).
  private static func codes(_ counts: [UInt8], _ symbols: [UInt8]) -> [Code] {
    var result = [Code](repeating: (0, 0), count: 256)
    var (next, place) = (UInt32(0), 0)
    for (index, count) in counts.enumerated() {
      for _ in 0..<Int(count) {
        result[Int(symbols[place])] = (next, index + 1)
        next += 1
        place += 1
      }
      next <<= 1
    }
    return result
  }
}
