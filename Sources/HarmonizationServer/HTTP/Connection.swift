import Foundation

/// Why a connection ends early.
enum ConnectionError: Error {
  /// The client closed it, or the network did.
  case closed
  /// The client was too slow.
  case timedOut
  /// The server is about to stop.
  case stopping
}

/// A TCP connection with a time limit for each wait. One thread uses it.
final class Connection {
  private let descriptor: CInt
  private let isStopping: @Sendable () -> Bool

  /// Takes over a connected socket, which is closed with this object.
  init(_ descriptor: CInt, isStopping: @escaping @Sendable () -> Bool) {
    self.descriptor = descriptor
    self.isStopping = isStopping
    #if os(macOS)
      var on: CInt = 1
      setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<CInt>.size))
    #endif
  }

  deinit { close(descriptor) }

  /// The bytes that come next, at most `count`.
  ///
  /// - Parameters:
  ///   - count: How many are wanted.
  ///   - deadline: Until when.
  ///   - whileIdle: Whether a stop of the server ends the wait.
  func read(_ count: Int, until deadline: ContinuousClock.Instant, whileIdle: Bool = false) throws(ConnectionError)
    -> [UInt8]
  {
    try wait(for: POLLIN, until: deadline, whileIdle: whileIdle)
    var buffer = [UInt8](repeating: 0, count: count)
    let got = recv(descriptor, &buffer, count, 0)
    guard got > 0 else { throw .closed }
    buffer.removeLast(count - got)
    return buffer
  }

  /// Sends all bytes.
  func write(_ bytes: some ContiguousBytes, idle seconds: Double) throws(ConnectionError) {
    let result: Result<Void, ConnectionError> = bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        do throws(ConnectionError) { try wait(for: POLLOUT, until: .now + .seconds(seconds)) } catch {
          return .failure(error)
        }
        let sent = send(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, Self.flags)
        if sent < 0, errno == EINTR || errno == EAGAIN { continue }
        guard sent > 0 else { return .failure(.closed) }
        rest = rest.dropFirst(sent)
      }
      return .success(())
    }
    try result.get()
  }

  /// Ends the answer and lets a client that still sends read it: closing at once would take it back.
  func finish() {
    shutdown(descriptor, CInt(SHUT_WR))
    let deadline = ContinuousClock.now + .seconds(1)
    var left = 4 << 20
    while left > 0, let bytes = try? read(65536, until: deadline) { left -= bytes.count }
  }

  /// In slices, so that a stop of the server is noticed.
  private func wait(
    for events: some FixedWidthInteger, until deadline: ContinuousClock.Instant, whileIdle: Bool = false
  ) throws(ConnectionError) {
    var state = pollfd(fd: descriptor, events: CShort(events), revents: 0)
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else { throw .timedOut }
      let ready = poll(&state, 1, CInt(min(left + 1, 200)))
      if ready > 0 { return }
      if ready < 0, errno != EINTR { throw .closed }
      if whileIdle, isStopping() { throw .stopping }
    }
  }

  #if os(Linux)
    private static let flags = CInt(MSG_NOSIGNAL)
  #else
    private static let flags: CInt = 0
  #endif
}
