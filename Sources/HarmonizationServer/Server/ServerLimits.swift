/// What a server takes, so that no client can fill its memory, its disk or its time.
public struct ServerLimits: Sendable {
  /// Bytes of a request's first line and headers together.
  public var headBytes = 16384
  /// Bytes of a request's body.
  public var bodyBytes = 512 << 20
  /// Parts of a form.
  public var parts = 64
  /// Bytes of a part that is not a file.
  public var fieldBytes = 4096
  /// Pixels of a picture.
  public var pixels = 400_000_000
  /// Connections that are open at the same time.
  public var connections = 64
  /// Pictures that are in work at the same time.
  public var running = 2
  /// Requests that wait for their turn; more are refused.
  public var waiting = 16
  /// Seconds in which a request's head must arrive.
  public var headSeconds = 10.0
  /// Seconds without a byte after which a client is given up.
  public var idleSeconds = 20.0
  /// Bytes per second that a body must have on average, once half a minute is over.
  public var slowestBody = 32768.0

  /// The defaults suit one machine and its users.
  public init() {}

  /// Seconds in which a body of this length must arrive.
  func bodySeconds(_ length: Int) -> Double { 30 + Double(length) / max(slowestBody, 1) }
}
