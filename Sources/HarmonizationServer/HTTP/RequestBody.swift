/// The body of a request as it comes in: of a known length, or in chunks.
struct RequestBody {
  private let connection: Connection
  private let limits: ServerLimits
  private let deadline: ContinuousClock.Instant
  /// Bytes that came with the head.
  private var buffer: [UInt8]
  private var start = 0
  private var isChunked: Bool
  /// Bytes of the body, or of its current chunk, that are still to come.
  private var left: Int
  private var total = 0
  private var isFirst = true
  private var isAtEnd = false

  /// - Parameters:
  ///   - head: What the client says about the body.
  ///   - rest: What was read behind the head.
  ///   - connection: Where more comes from.
  ///   - limits: How much may come, and how slowly.
  /// - Throws: ``Problem``: 400, 411, 413.
  init(_ head: RequestHead, rest: [UInt8], connection: Connection, limits: ServerLimits) throws(Problem) {
    (self.connection, self.limits, buffer) = (connection, limits, rest)
    isChunked = false
    left = 0
    if let coding = head["transfer-encoding"] {
      guard coding.lowercased() == "chunked", head["content-length"] == nil, !head.isOld else {
        throw .badRequest("transfer-encoding '\(coding.prefix(40))' with or without a length is not understood")
      }
      isChunked = true
    } else if let text = head["content-length"] {
      guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), !text.isEmpty else {
        throw .badRequest("content-length is not a number")
      }
      guard let length = Int(text), length <= limits.bodyBytes else { throw Self.tooLarge(limits) }
      left = length
    } else if head.method == "POST" {
      throw Problem(411, "say how long the body is: Content-Length, or chunks")
    }
    isAtEnd = !isChunked && left == 0
    deadline = .now + .seconds(limits.bodySeconds(isChunked ? limits.bodyBytes : left))
    if head["expect"]?.lowercased() == "100-continue", buffer.isEmpty {
      try? connection.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), idle: limits.idleSeconds)
    }
  }

  private static func tooLarge(_ limits: ServerLimits) -> Problem {
    Problem(413, "the limit is \(limits.bodyBytes >> 20) MiB for one request")
  }

  /// The bytes that come next; nil at the end.
  ///
  /// - Throws: ``Problem``: 400 for a body that is cut off or of broken chunks, 408, 413.
  mutating func next() throws(Problem) -> ArraySlice<UInt8>? {
    if isAtEnd { return nil }
    if isChunked, left == 0 {
      try beginChunk()
      if isAtEnd { return nil }
    }
    if start == buffer.count { try fill() }
    let part = buffer[start..<min(start + left, buffer.count)]
    start = part.endIndex
    left -= part.count
    total += part.count
    guard total <= limits.bodyBytes else { throw Self.tooLarge(limits) }
    if left == 0, !isChunked { isAtEnd = true }
    return part
  }

  private mutating func beginChunk() throws(Problem) {
    if !isFirst, try !line().isEmpty { throw .badRequest("a chunk of the body is longer than it says") }
    isFirst = false
    let size = try line().prefix { $0 != ";" }.trimming
    guard let length = Int(size, radix: 16), length >= 0, size.utf8.count <= 12, !size.hasPrefix("+") else {
      throw .badRequest("a chunk of the body has no length")
    }
    guard length <= limits.bodyBytes else { throw Self.tooLarge(limits) }
    left = length
    guard length == 0 else { return }
    for _ in 0..<16 where try line().isEmpty {
      isAtEnd = true
      return
    }
    throw .badRequest("too many lines behind the body")
  }

  /// A line of a chunked body, without its end.
  private mutating func line() throws(Problem) -> String {
    var line: [UInt8] = []
    while line.count < 256 {
      if start == buffer.count { try fill() }
      let byte = buffer[start]
      start += 1
      if byte == 0x0A { return String(decoding: line.last == 0x0D ? line.dropLast() : line[...], as: UTF8.self) }
      line.append(byte)
    }
    throw .badRequest("a chunk of the body has no length")
  }

  private mutating func fill() throws(Problem) {
    let idle = ContinuousClock.now + .seconds(limits.idleSeconds)
    do throws(ConnectionError) { buffer = try connection.read(65536, until: min(idle, deadline)) } catch {
      if case .timedOut = error { throw Problem(408, "the body came too slowly") }
      throw .badRequest("the body is cut off: less came than was announced")
    }
    start = 0
  }
}
