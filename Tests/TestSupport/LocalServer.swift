import Foundation

/// A web server on 127.0.0.1 for as long as the object lives, which answers each connection with fixed bytes.
public final class LocalServer: Sendable {
  /// What is sent for a path.
  public enum Answer: Sendable {
    /// A file.
    case file([UInt8])
    /// Another address.
    case redirect(String)
    /// A file that is said to be longer than it is.
    case cutShort([UInt8])
    /// An answer without a file.
    case status(Int)
  }

  /// The port that the system chose.
  public let port: Int
  private let listener: Int32

  /// Starts answering.
  ///
  /// - Parameter answers: By path, such as `/a.pth`; everything else is 404.
  public init(_ answers: [String: Answer]) throws {
    #if os(Linux)
      listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      listener = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isReady = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, address, &length) == 0
      }
    }
    guard isReady else { throw CocoaError(.featureUnsupported) }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread {
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        Self.serve(connection, answers)
        close(connection)
      }
      // Closed by whoever waits on it: the number of a socket that is closed elsewhere may be another server's by the next `accept`.
      close(listener)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// The address of a path.
  public func address(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  private static func serve(_ connection: Int32, _ answers: [String: Answer]) {
    var request: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !request.suffix(4).elementsEqual([13, 10, 13, 10]) {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      request += buffer[..<count]
    }
    let line = String(decoding: request.prefix { $0 != 13 }, as: UTF8.self).split(separator: " ")
    switch answers[line.count > 1 ? String(line[1]) : ""] {
    case .file(let bytes): send("200 OK\r\nContent-Length: \(bytes.count)", bytes, to: connection)
    case .cutShort(let bytes): send("200 OK\r\nContent-Length: \(bytes.count + 1000)", bytes, to: connection)
    case .redirect(let address): send("302 Found\r\nContent-Length: 0\r\nLocation: \(address)", [], to: connection)
    case .status(let status): send("\(status) No\r\nContent-Length: 0", [], to: connection)
    case nil: send("404 Not Found\r\nContent-Length: 0", [], to: connection)
    }
  }

  private static func send(_ heading: String, _ bytes: [UInt8], to connection: Int32) {
    var rest = (Array("HTTP/1.1 \(heading)\r\nConnection: close\r\n\r\n".utf8) + bytes)[...]
    while !rest.isEmpty {
      #if os(Linux)
        let flags = Int32(MSG_NOSIGNAL)
      #else
        let flags: Int32 = 0
      #endif
      let count = rest.withUnsafeBytes { Foundation.send(connection, $0.baseAddress, $0.count, flags) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
