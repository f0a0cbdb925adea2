extension JPEGFrame {
  /// Reads the markers up to the first scan.
  init(_ bytes: UnsafeRawBufferPointer) throws(JPEGFault) {
    guard bytes.count >= 4, bytes[0] == 0xFF, bytes[1] == 0xD8 else { throw JPEGFault("it is no JPEG") }
    var position = 2
    while true {
      guard position + 4 <= bytes.count, bytes[position] == 0xFF else { throw JPEGFault("a marker is missing") }
      let marker = bytes[position + 1]
      if marker == 0xFF {
        position += 1
        continue
      }
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      guard length >= 2, position + 2 + length <= bytes.count else { throw JPEGFault("a header is cut off") }
      var segment = SegmentReader(bytes, position + 4..<position + 2 + length)
      position += 2 + length
      switch marker {
      case 0xC0, 0xC1: try readFrame(&segment, fileLength: bytes.count)
      case 0xC2...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        throw JPEGFault("it is progressive, lossless or arithmetic")
      case 0xC4: try readHuffman(&segment)
      case 0xDB: try readQuantization(&segment)
      case 0xDD: restartInterval = try segment.word()
      case 0xDA:
        try readScan(&segment)
        scanStart = position
        return
      default: break
      }
    }
  }

  private mutating func readFrame(_ segment: inout SegmentReader, fileLength: Int) throws(JPEGFault) {
    guard components.isEmpty else { throw JPEGFault("it has two frames") }
    guard try segment.byte() == 8 else { throw JPEGFault("it has more than 8 bits") }
    height = try segment.word()
    width = try segment.word()
    guard width > 0, height > 0, width <= 1 << 15, height <= 1 << 15 else {
      throw JPEGFault("it is \(width)x\(height) pixels")
    }
    // 256 pixels need 12 bits at the very least, so false sizes cannot make the decoder allocate much.
    guard width * height / 256 <= fileLength else { throw JPEGFault("it is too short for \(width)x\(height) pixels") }
    let count = try segment.byte()
    guard count == 1 || count == 3 else { throw JPEGFault("it has \(count) components") }
    for _ in 0..<count {
      let identifier = UInt8(try segment.byte())
      let factors = try segment.byte()
      let table = try segment.byte()
      // A single component is coded block by block whatever its factors say.
      let (h, v) = count == 1 ? (1, 1) : (factors >> 4, factors & 15)
      guard (1...2).contains(h), (1...2).contains(v), table < 4 else { throw JPEGFault("its sampling is unusual") }
      components.append(Component(identifier: identifier, horizontal: h, vertical: v, quantization: table))
    }
    guard components.dropFirst().allSatisfy({ $0.horizontal == 1 && $0.vertical == 1 }) else {
      throw JPEGFault("its sampling is unusual")
    }
  }

  private mutating func readQuantization(_ segment: inout SegmentReader) throws(JPEGFault) {
    while !segment.isAtEnd {
      let head = try segment.byte()
      guard head >> 4 < 2, head & 15 < 4 else { throw JPEGFault("a quantization table is broken") }
      var steps: [Float] = []
      for _ in 0..<64 { steps.append(Float(try head >> 4 == 0 ? segment.byte() : segment.word())) }
      quantization[head & 15] = steps
    }
  }

  private mutating func readHuffman(_ segment: inout SegmentReader) throws(JPEGFault) {
    while !segment.isAtEnd {
      let head = try segment.byte()
      guard head >> 4 < 2, head & 15 < 4 else { throw JPEGFault("a Huffman table is broken") }
      let counts = try segment.take(16)
      let symbols = try segment.take(counts.reduce(0) { $0 + Int($1) })
      guard let table = HuffmanTable(counts: counts, symbols: symbols) else {
        throw JPEGFault("a Huffman table is broken")
      }
      if head >> 4 == 0 { dcTables[head & 15] = table } else { acTables[head & 15] = table }
    }
  }

  private mutating func readScan(_ segment: inout SegmentReader) throws(JPEGFault) {
    guard !components.isEmpty, try segment.byte() == components.count else {
      throw JPEGFault("its components are in several scans")
    }
    for index in components.indices {
      guard try segment.byte() == Int(components[index].identifier) else {
        throw JPEGFault("its components are out of order")
      }
      let tables = try segment.byte()
      guard tables >> 4 < 4, tables & 15 < 4 else { throw JPEGFault("a scan is broken") }
      (components[index].dcTable, components[index].acTable) = (tables >> 4, tables & 15)
    }
  }
}
