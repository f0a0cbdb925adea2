import Foundation

/// An answer.
public struct Response: Sendable {
  /// What is sent.
  public enum Body: Sendable {
    /// Bytes in memory.
    case bytes([UInt8])
    /// A file, which is read while it is sent.
    case file(String)
  }

  /// The HTTP status.
  public var status = 200
  /// The kind of ``body``, for example `image/png`.
  public var type: String
  /// What is sent.
  public var body: Body
  /// More headers; values are ASCII without line ends.
  public var headers: [(name: String, value: String)] = []

  /// An answer with status 200.
  public init(_ type: String, _ body: Body) { (self.type, self.body) = (type, body) }

  /// A text as an answer.
  public init(_ type: String, text: String) { self.init(type, .bytes(Array(text.utf8))) }

  /// What a problem looks like to the client.
  init(_ problem: Problem) {
    self.init("application/problem+json", .bytes(problem.json))
    status = problem.status
    if let seconds = problem.retryAfter { headers.append(("Retry-After", "\(seconds)")) }
    if problem.status == 401 { headers.append(("WWW-Authenticate", "Bearer")) }
  }

  /// Sends it, without its body for `HEAD`.
  func send(to connection: Connection, idle seconds: Double, isHead: Bool) throws {
    switch body {
    case .bytes(let bytes):
      try connection.write(head(length: bytes.count), idle: seconds)
      if !isHead { try connection.write(bytes, idle: seconds) }
    case .file(let path):
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      let length = try file.seekToEnd()
      try file.seek(toOffset: 0)
      try connection.write(head(length: Int(length)), idle: seconds)
      while !isHead, let part = try file.read(upToCount: 1 << 18), !part.isEmpty {
        try connection.write(part, idle: seconds)
      }
    }
  }

  /// The browser may load nothing from elsewhere and show the page nowhere else.
  private static let always = [
    ("Connection", "close"), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"), ("Cache-Control", "no-store"),
    (
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
  ]

  private func head(length: Int) -> [UInt8] {
    // The phrase behind the number may be empty (RFC 9112); nobody reads it.
    var lines = ["HTTP/1.1 \(status) ", "Content-Type: \(type)", "Content-Length: \(length)"]
    lines += (Self.always + headers.map { ($0.name, $0.value) }).map { "\($0.0): \($0.1)" }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }
}
