/// What the headers of a baseline JPEG say; every number has been checked.
struct JPEGFrame {
  struct Component {
    var identifier: UInt8
    /// Sampling factors, 1 or 2.
    var horizontal: Int
    var vertical: Int
    var quantization: Int
    var dcTable = 0
    var acTable = 0
  }

  var width = 0
  var height = 0
  var components: [Component] = []
  /// Steps in zigzag order.
  var quantization: [[Float]?] = [nil, nil, nil, nil]
  var dcTables: [HuffmanTable?] = [nil, nil, nil, nil]
  var acTables: [HuffmanTable?] = [nil, nil, nil, nil]
  var restartInterval = 0
  /// Where entropy-coded data begin.
  var scanStart = 0

  var maximumHorizontal: Int { components.map(\.horizontal).max() ?? 1 }
  var maximumVertical: Int { components.map(\.vertical).max() ?? 1 }
  /// Minimum coded units in a row and in a column.
  var unitsAcross: Int { (width + 8 * maximumHorizontal - 1) / (8 * maximumHorizontal) }
  var unitsDown: Int { (height + 8 * maximumVertical - 1) / (8 * maximumVertical) }
}

/// A marker segment, read with every access checked.
struct SegmentReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position: Int
  let end: Int

  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { position >= end }

  mutating func byte() throws(JPEGFault) -> Int {
    guard position < end else { throw JPEGFault("a header is cut off") }
    position += 1
    return Int(bytes[position - 1])
  }

  mutating func word() throws(JPEGFault) -> Int {
    let high = try byte()
    return try high << 8 | byte()
  }

  mutating func take(_ count: Int) throws(JPEGFault) -> [UInt8] {
    guard count <= end - position else { throw JPEGFault("a header is cut off") }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }
}

/// Why a JPEG was refused.
struct JPEGFault: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}
