/// A strict reader of JSON (RFC 8259) with bounded nesting, for headers that may be hostile.
///
/// Written here because a header's order matters, errors should name the byte, and a header of 1500 tensors should take
/// well under a millisecond.
struct JSONReader {
  private let bytes: ByteView
  private var position = 0
  private static let maximumDepth = 8

  /// Parses a whole document; only white space may follow.
  static func parse(_ bytes: ByteView) throws(CheckpointError) -> JSONValue {
    var reader = JSONReader(bytes: bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == bytes.count else { throw reader.failure("text after the end") }
    return value
  }

  private init(bytes: ByteView) { self.bytes = bytes }

  private mutating func value(depth: Int) throws(CheckpointError) -> JSONValue {
    guard depth < Self.maximumDepth else { throw failure("nested too deeply") }
    skipSpace()
    switch bytes.byte(at: position) {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true")
    case UInt8(ascii: "f"): return try literal("false")
    case UInt8(ascii: "n"): return try literal("null")
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(CheckpointError) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    position += 1
    if skip("}") { return members }
    repeat {
      skipSpace()
      let key = try string()
      guard skip(":") else { throw failure("':' expected") }
      members.append(.init(key: key, value: try value(depth: depth + 1)))
    } while skip(",")
    guard skip("}") else { throw failure("',' or '}' expected") }
    return members
  }

  private mutating func array(depth: Int) throws(CheckpointError) -> [JSONValue] {
    var elements: [JSONValue] = []
    position += 1
    if skip("]") { return elements }
    repeat { elements.append(try value(depth: depth + 1)) } while skip(",")
    guard skip("]") else { throw failure("',' or ']' expected") }
    return elements
  }

  private mutating func number() throws(CheckpointError) -> JSONValue {
    let start = position
    while let byte = bytes.byte(at: position), Self.isNumeric(byte) { position += 1 }
    guard let text = bytes.slice(at: start, count: position - start)?.text, text.first != "+",
      let number = Double(text), number.isFinite
    else { throw failure("a value expected") }
    return Int(text).map { .integer($0) } ?? .other
  }

  private mutating func literal(_ word: String) throws(CheckpointError) -> JSONValue {
    guard bytes.has(Array(word.utf8), at: position) else { throw failure("a value expected") }
    position += word.utf8.count
    return .other
  }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}

extension JSONReader {
  /// Text in quotation marks.
  private mutating func string() throws(CheckpointError) -> String {
    guard bytes.byte(at: position) == UInt8(ascii: "\"") else { throw failure("a string expected") }
    position += 1
    var content: [UInt8] = []
    while let byte = bytes.byte(at: position), byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw failure("a control character in a string") }
      position += 1
      if byte == UInt8(ascii: "\\") { try content.append(contentsOf: escape()) } else { content.append(byte) }
    }
    guard bytes.byte(at: position) != nil else { throw failure("a string without an end") }
    position += 1
    guard let text = String(validating: content, as: UTF8.self) else { throw failure("text that is not UTF-8") }
    return text
  }

  /// What follows a backslash.
  private mutating func escape() throws(CheckpointError) -> [UInt8] {
    guard let byte = bytes.byte(at: position) else { throw failure("a string without an end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(try scalar()).utf8)
    default: throw failure("an unknown escape in a string")
    }
  }

  /// The Unicode scalar of `\uXXXX`, or of a surrogate pair of them.
  private mutating func scalar() throws(CheckpointError) -> Unicode.Scalar {
    let unit = try codeUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard (0xD800..<0xDC00).contains(unit), bytes.has(Array("\\u".utf8), at: position) else {
      throw failure("half a surrogate pair in a string")
    }
    position += 2
    let low = try codeUnit()
    guard (0xDC00..<0xE000).contains(low), let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else { throw failure("half a surrogate pair in a string") }
    return scalar
  }

  private mutating func codeUnit() throws(CheckpointError) -> UInt32 {
    guard let digits = bytes.slice(at: position, count: 4)?.text, digits.allSatisfy(\.isHexDigit),
      let unit = UInt32(digits, radix: 16)
    else { throw failure("four hexadecimal digits expected") }
    position += 4
    return unit
  }

  private mutating func skipSpace() {
    while let byte = bytes.byte(at: position), [0x20, 0x0A, 0x0D, 0x09].contains(byte) { position += 1 }
  }

  /// Skips white space and this character, if it comes next.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard bytes.byte(at: position) == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private func failure(_ what: String) -> CheckpointError {
    CheckpointError(.corrupt("the header is not valid JSON: \(what)"), at: "byte \(position) of the header")
  }
}
