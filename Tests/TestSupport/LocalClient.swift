import Foundation

/// Sends bytes to a server on 127.0.0.1 and takes what comes back: whole requests, broken ones, and slow ones.
public enum LocalClient {
  /// An answer.
  public struct Answer {
    /// The HTTP status; 0 if nothing came that looks like one.
    public let status: Int
    /// Headers by their names in lower case.
    public let headers: [String: String]
    /// What follows them.
    public let body: [UInt8]

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// Sends the pieces, one after another, and reads until the server ends the connection.
  ///
  /// - Parameters:
  ///   - port: The server's.
  ///   - pieces: What is sent; after each there is a pause.
  ///   - pause: Seconds.
  ///   - closes: Whether no more can come behind the last piece, as after a client's death.
  public static func send(
    to port: Int, _ pieces: [[UInt8]], pause: Double = 0, closes: Bool = false
  ) throws -> Answer {
    let descriptor = try connect(to: port)
    defer { close(descriptor) }
    for piece in pieces {
      var rest = piece[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, flags) }
        // A server may refuse before it has read everything.
        guard count > 0 else { break }
        rest = rest.dropFirst(count)
      }
      if pause > 0 { Thread.sleep(forTimeInterval: pause) }
    }
    if closes { shutdown(descriptor, Int32(SHUT_WR)) }
    return answer(try readAll(descriptor))
  }

  /// A `POST` of a form.
  ///
  /// - Parameters:
  ///   - port: The server's.
  ///   - path: Where to.
  ///   - fields: Texts.
  ///   - files: By field: a name and its bytes.
  public static func post(
    to port: Int, _ path: String, fields: [String: String] = [:], files: [String: (name: String, bytes: Data)] = [:]
  ) throws -> Answer {
    let body = form(fields, files)
    return try send(to: port, [head("POST \(path)", port: port, length: body.count), body])
  }

  /// The head of a request with a form.
  public static func head(_ line: String, port: Int, length: Int, _ more: String...) -> [UInt8] {
    let lines = [
      "\(line) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Content-Type: multipart/form-data; boundary=frontier",
      "Content-Length: \(length)",
    ]
    return Array(((lines + more).joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }

  /// A `GET`.
  public static func get(from port: Int, _ path: String, _ headers: String...) throws -> Answer {
    let lines = ["GET \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)"] + headers
    return try send(to: port, [Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)])
  }

  /// The body of a form.
  public static func form(
    _ fields: [String: String], _ files: [String: (name: String, bytes: Data)] = [:]
  ) -> [UInt8] {
    var body: [UInt8] = []
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      body += "--frontier\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
    }
    for (name, file) in files.sorted(by: { $0.key < $1.key }) {
      body += "--frontier\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(file.name)\"\r\n\r\n".utf8
      body += file.bytes
      body += "\r\n".utf8
    }
    return body + "--frontier--\r\n".utf8
  }

  private static func connect(to port: Int) throws -> Int32 {
    #if os(Linux)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else {
      close(descriptor)
      throw CocoaError(.fileReadUnknown)
    }
    return descriptor
  }

  private static func readAll(_ descriptor: Int32) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { bytes += buffer[..<count] }
    return bytes
  }

  private static func answer(_ bytes: [UInt8]) -> Answer {
    let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))
    let lines = String(decoding: bytes[..<(end?.lowerBound ?? bytes.count)], as: UTF8.self).split(separator: "\r\n")
    let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
    }
    let status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
    return Answer(
      status: status, headers: Dictionary(pairs) { first, _ in first },
      body: end.map { Array(bytes[$0.upperBound...]) } ?? [])
  }

  #if os(Linux)
    private static let flags = Int32(MSG_NOSIGNAL)
  #else
    private static let flags: Int32 = 0
  #endif
}
