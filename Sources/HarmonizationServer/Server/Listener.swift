import Foundation

/// A socket that waits for connections.
struct Listener {
  let descriptor: CInt
  /// The port that it got.
  let port: Int

  /// - Parameters:
  ///   - host: An address of this machine, or a name of one.
  ///   - port: 0 for any that is free.
  /// - Throws: ``ServerError/address(_:reason:)``.
  init(host: String, port: Int) throws(ServerError) {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE
    #if os(Linux)
      hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    #else
      hints.ai_socktype = SOCK_STREAM
    #endif
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, "\(port)", &hints, &found)
    guard code == 0, let address = found?.pointee else {
      throw .address("\(host):\(port)", reason: String(cString: gai_strerror(code)))
    }
    defer { freeaddrinfo(found) }
    let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
    var on: CInt = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<CInt>.size))
    guard descriptor >= 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
      bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 64) == 0
    else {
      let reason = String(cString: strerror(errno))
      if descriptor >= 0 { close(descriptor) }
      throw .address("\(host):\(port)", reason: reason)
    }
    self.descriptor = descriptor
    self.port = Self.port(of: descriptor) ?? port
  }

  private static func port(of descriptor: CInt) -> Int? {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
    }
      ? Int(
        UInt16(
          bigEndian: address.ss_family == sa_family_t(AF_INET6)
            ? withUnsafeBytes(of: &address) { $0.load(as: sockaddr_in6.self).sin6_port }
            : withUnsafeBytes(of: &address) { $0.load(as: sockaddr_in.self).sin_port })) : nil
  }

  /// The next connection, or nil if none came for a while.
  func accept() -> CInt? {
    var state = pollfd(fd: descriptor, events: CShort(POLLIN), revents: 0)
    guard poll(&state, 1, 200) > 0 else { return nil }
    let connection = Foundation.accept(descriptor, nil, nil)
    guard connection >= 0 else { return nil }
    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
    return connection
  }
}
