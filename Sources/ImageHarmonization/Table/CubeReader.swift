import HarmonizationPixels
import HarmonizationSupport

/// Reads `.cube` texts (Adobe, Cube LUT Specification 1.0, and the input ranges that Resolve writes). Whatever is not understood is
/// refused with its line: a table that is half understood gives wrong pictures.
struct CubeReader {
  private let file: String
  private var line = 0
  private var size: (count: Int, isCube: Bool)?
  private var lower = SIMD3<Float>.zero
  private var upper = SIMD3<Float>.one
  private var colours: [SIMD3<Float>] = []

  /// 129 nodes a side in 40 characters a line.
  private static let largestFile = 1 << 28

  init(file: String) { self.file = file }

  /// The table in the file.
  ///
  /// - Throws: ``TableFileError``; `FileError` if it cannot be read.
  func read() throws -> LookUpTable {
    let source = try ReadableFile(file)
    guard source.byteCount <= Self.largestFile else {
      throw refusal("\(source.byteCount) bytes are too many for a table")
    }
    let bytes = try source.bytes(at: 0, count: source.byteCount)
    guard !bytes.prefix(4096).contains(0) else {
      throw refusal("it is not text; save it as a .cube text file in UTF-8")
    }
    var reader = self
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
      reader.line += 1
      try reader.take(bytes[start..<end])
      // A carriage return and a line feed end one line.
      start = end + 1
      if start < bytes.count, bytes[end] == 0x0D, bytes[start] == 0x0A { start += 1 }
    }
    return try reader.table()
  }

  private func refusal(_ reason: String) -> TableFileError {
    TableFileError(file: file, line: line > 0 ? line : nil, reason: reason)
  }

  private mutating func take(_ text: ArraySlice<UInt8>) throws(TableFileError) {
    let words = text.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }).map { String(decoding: $0, as: UTF8.self) }
    guard let first = words.first, !first.hasPrefix("#") else { return }
    guard let initial = first.utf8.first, !(0x41...0x5A ~= initial || 0x61...0x7A ~= initial) else {
      return try take(keyword: first, Array(words.dropFirst()))
    }
    guard let size else { throw refusal("numbers before LUT_3D_SIZE or LUT_1D_SIZE") }
    let expected = size.isCube ? size.count * size.count * size.count : size.count
    guard colours.count < expected else {
      throw refusal("more than the \(expected) lines of numbers that its size needs")
    }
    colours.append(try triple(words))
  }

  private mutating func take(keyword: String, _ values: [String]) throws(TableFileError) {
    guard colours.isEmpty else { throw refusal("'\(keyword)' behind the first line of numbers") }
    switch keyword {
    case "TITLE": return
    case "LUT_3D_SIZE": try take(size: values, in: ColourTable.sizes, isCube: true)
    case "LUT_1D_SIZE": try take(size: values, in: 2...65536, isCube: false)
    case "DOMAIN_MIN": lower = try triple(values)
    case "DOMAIN_MAX": upper = try triple(values)
    case "LUT_3D_INPUT_RANGE", "LUT_1D_INPUT_RANGE":
      guard values.count == 2 else { throw refusal("'\(keyword)' needs 2 numbers") }
      (lower, upper) = (.init(repeating: try number(values[0])), .init(repeating: try number(values[1])))
    default: throw refusal("unknown keyword '\(keyword.prefix(40))'")
    }
    // Each of the two may come first; the other is then still the default.
    if keyword.hasSuffix("RANGE") || keyword == "DOMAIN_MAX" { try checkDomain() }
  }

  private mutating func take(
    size values: [String], in allowed: ClosedRange<Int>, isCube: Bool
  ) throws(TableFileError) {
    guard size == nil else { throw refusal("a second size; tables behind curves are not supported") }
    guard values.count == 1, let count = Int(values[0]), allowed.contains(count) else {
      throw refusal(
        "size '\(values.joined(separator: " ").prefix(40))'; allowed: \(allowed.lowerBound) to \(allowed.upperBound)")
    }
    size = (count, isCube)
  }

  private func checkDomain() throws(TableFileError) {
    for channel in 0..<3 where !(upper[channel] - lower[channel] > 1e-6) {
      throw refusal("the domain is empty: it ends at \(upper[channel]) and begins at \(lower[channel])")
    }
  }

  private func triple(_ words: [String]) throws(TableFileError) -> SIMD3<Float> {
    guard words.count == 3 else { throw refusal("\(words.count) values; expected 3 numbers") }
    return SIMD3(try number(words[0]), try number(words[1]), try number(words[2]))
  }

  private func number(_ word: String) throws(TableFileError) -> Float {
    // No colour is beyond; sums of larger ones would lose their bits.
    guard word.utf8.allSatisfy(Self.isNumeric), let value = Float(word), abs(value) <= 65536 else {
      throw refusal("'\(word.prefix(40))' is not a number that a colour can have")
    }
    return value
  }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: true  // digits + - . E e
    default: false
    }
  }

  private func table() throws(TableFileError) -> LookUpTable {
    guard let size else { throw refusal("no LUT_3D_SIZE or LUT_1D_SIZE; is it a .cube file?") }
    let expected = size.isCube ? size.count * size.count * size.count : size.count
    guard colours.count == expected else {
      throw refusal("it ends after \(colours.count) of \(expected) lines of numbers")
    }
    try checkDomain()
    do throws(PixelError) {
      guard size.isCube else { return .curves(try ColourCurves(colours, lower: lower, upper: upper)) }
      return .table(try ColourTable(size: size.count, lower: lower, upper: upper, colours: colours))
    } catch { throw refusal(error.description) }
  }
}
