import Foundation

/// Takes a `multipart/form-data` body (RFC 7578) apart while it comes in; no more than a few kilobytes of it are in memory.
struct MultipartReader {
  /// What a part says about itself.
  struct Part: Equatable {
    let name: String
    /// Nil for plain fields.
    let fileName: String?
  }

  private var source: () throws(Problem) -> ArraySlice<UInt8>?
  private let delimiter: [UInt8]
  // A body begins with a boundary, as if a line had ended before.
  private var buffer: [UInt8] = [0x0D, 0x0A]
  private var start = 0
  private var isAtEnd = false
  private var isFirst = true

  /// - Parameters:
  ///   - contentType: The request's header.
  ///   - source: Gives the body piece by piece, nil at its end.
  /// - Throws: ``Problem``: 415 for another kind of body, 400 for a boundary that is none.
  init(contentType: String?, source: @escaping () throws(Problem) -> ArraySlice<UInt8>?) throws(Problem) {
    let words = (contentType ?? "").split(separator: ";").map(\.trimming)
    guard words.first?.lowercased() == "multipart/form-data" else {
      throw Problem(415, "send a form: Content-Type: multipart/form-data")
    }
    let values = words.dropFirst().filter { $0.lowercased().hasPrefix("boundary=") }
    let boundary = values.first.map { $0.dropFirst(9).filter { $0 != "\"" } } ?? ""
    guard values.count == 1, (1...70).contains(boundary.utf8.count) else {
      throw .badRequest("the form has no boundary of 1 to 70 characters")
    }
    self.source = source
    delimiter = Array("\r\n--\(boundary)".utf8)
  }

  /// Goes to the next part; what is unread of the current one must have been read.
  ///
  /// - Returns: Nil behind the last one.
  /// - Throws: ``Problem``: 400.
  mutating func next() throws(Problem) -> Part? {
    if isFirst { try readPart { _ throws(Problem) in } }
    isFirst = false
    let ending = try take(2)
    if ending == [0x2D, 0x2D] { return nil }
    guard ending == [0x0D, 0x0A] else { throw .badRequest("a boundary of the form is followed by something else") }
    var disposition: String?
    for _ in 0..<32 {
      let line = try self.line()
      guard !line.isEmpty else { return try Self.part(disposition) }
      if line.lowercased().hasPrefix("content-disposition:") { disposition = String(line.dropFirst(20)) }
    }
    throw .badRequest("a part of the form has too many headers")
  }

  /// Hands the current part's bytes over, piece by piece.
  mutating func readPart(_ sink: (ArraySlice<UInt8>) throws(Problem) -> Void) throws(Problem) {
    while true {
      if let found = delimiterIndex() {
        try sink(buffer[start..<found])
        start = found + delimiter.count
        return
      }
      let safe = max(start, buffer.count - delimiter.count + 1)
      if safe > start { try sink(buffer[start..<safe]) }
      start = safe
      try fill()
    }
  }

  private func delimiterIndex() -> Int? {
    buffer.withUnsafeBytes { bytes -> Int? in
      guard let base = bytes.baseAddress else { return nil }
      var from = start
      while from + delimiter.count <= bytes.count {
        guard let hit = memchr(base + from, 0x0D, bytes.count - from) else { return nil }
        let index = UnsafeRawPointer(hit) - base
        guard index + delimiter.count <= bytes.count else { return nil }
        if memcmp(hit, delimiter, delimiter.count) == 0 { return index }
        from = index + 1
      }
      return nil
    }
  }

  private mutating func fill() throws(Problem) {
    guard let more = try source() else { throw .badRequest("the form is cut off: its last boundary is missing") }
    buffer.removeSubrange(..<start)
    start = 0
    buffer += more
  }

  private mutating func take(_ count: Int) throws(Problem) -> [UInt8] {
    while buffer.count - start < count { try fill() }
    defer { start += count }
    return Array(buffer[start..<start + count])
  }

  private mutating func line() throws(Problem) -> String {
    var length = 0
    while true {
      while start + length >= buffer.count { try fill() }
      if length > 0, buffer[start + length] == 0x0A, buffer[start + length - 1] == 0x0D { break }
      length += 1
      guard length < 4096 else { throw .badRequest("a part of the form has a header of more than 4096 bytes") }
    }
    defer { start += length + 1 }
    return String(decoding: buffer[start..<start + length - 1], as: UTF8.self)
  }

  /// `form-data; name="a"; filename="b.jpg"`.
  private static func part(_ disposition: String?) throws(Problem) -> Part {
    guard let disposition, let name = parameter("name", of: disposition), !name.isEmpty, name.utf8.count <= 64 else {
      throw .badRequest("a part of the form has no name of at most 64 characters")
    }
    return Part(name: name, fileName: parameter("filename", of: disposition))
  }

  private static func parameter(_ name: String, of text: String) -> String? {
    var rest = text[...]
    while let semicolon = rest.firstIndex(of: ";") {
      rest = rest[rest.index(after: semicolon)...].drop { $0 == " " }
      guard rest.lowercased().hasPrefix("\(name)=") else { continue }
      let value = rest.dropFirst(name.count + 1)
      guard value.first == "\"" else { return value.prefix { $0 != ";" }.trimming }
      return quoted(value.dropFirst())
    }
    return nil
  }

  /// Browsers write a quotation mark as `%22`, other programs as `\"`.
  private static func quoted(_ text: Substring) -> String {
    var (value, isEscaped) = ("", false)
    for character in text {
      if isEscaped {
        value.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        break
      } else {
        value.append(character)
      }
    }
    return value
  }
}
