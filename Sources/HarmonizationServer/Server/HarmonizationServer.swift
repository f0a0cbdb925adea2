import Foundation
import Synchronization

/// A server for one machine's harmonization: HTTP/1.1, one request a connection, one thread a connection.
///
///     let server = try HarmonizationServer(service, options: .init(port: 7869), version: "0.2.0")
///     print(server.address)
///     server.run { isStopRequested }
///
/// Our own few hundred lines instead of a library, because each of these is a promise: a limit to the length and the time of a request's
/// head, a refusal before the body is read, and files that are written while they come in.
public final class HarmonizationServer: Sendable {
  /// How a server is reached, and what it takes.
  public struct Options: Sendable {
    /// An address of this machine.
    public var host = "127.0.0.1"
    /// The port; 0 for any that is free.
    public var port = 7869
    /// What clients must show in `Authorization: Bearer`; nil for none, which only this machine's own address allows.
    public var token: String?
    /// What one client may ask for.
    public var limits = ServerLimits()
    /// Whether the studio's page is shown.
    public var hasPage = true
    /// Where temporary files go.
    public var temporaryFolder = FileManager.default.temporaryDirectory.path

    /// For this machine only.
    public init() {}
  }

  /// The port that the server got.
  public var port: Int { listener.port }
  /// Where browsers find it.
  public var address: String {
    let host = options.host.contains(":") ? "[\(options.host)]" : options.host
    return "http://\(host):\(port)/"
  }

  private let options: Options
  private let listener: Listener
  private let router: Router
  private let hosts: HostCheck
  private let isStopping = Flag()
  private let connections = Counter()

  /// Listens; connections are answered once ``run(isStopRequested:)`` is called.
  ///
  /// - Parameters:
  ///   - service: What is done for clients.
  ///   - options: How it is reached.
  ///   - version: What `/health` says.
  /// - Throws: ``ServerError``.
  public init(_ service: any HarmonizationService, options: Options, version: String) throws(ServerError) {
    if !HostCheck.isLoopback(options.host), (options.token?.utf8.count ?? 0) < 16 {
      throw .tokenNeeded(host: options.host)
    }
    self.options = options
    listener = try Listener(host: options.host, port: options.port)
    hosts = HostCheck(host: options.host, port: listener.port, token: options.token)
    router = Router(
      service: service, admission: Admission(options.limits), folder: try WorkFolder(in: options.temporaryFolder),
      limits: options.limits, version: version, hasPage: options.hasPage)
  }

  deinit { close(listener.descriptor) }

  /// Answers until it is asked to stop; then finishes what is in work and removes all temporary files.
  ///
  /// - Parameter isStopRequested: Asked several times a second.
  public func run(isStopRequested: () -> Bool) {
    while !isStopRequested() {
      guard let descriptor = listener.accept() else { continue }
      let connection = Connection(descriptor) { [isStopping] in isStopping.isSet }
      guard connections.increment(upTo: options.limits.connections) else {
        try? Response(Problem(503, "too many connections are open"))
          .send(to: connection, idle: 1, isHead: false)
        continue
      }
      start(connection)
    }
    isStopping.set()
    connections.waitForZero()
    router.folder.remove()
  }

  private func start(_ connection: sending Connection) {
    let box = Handover(connection)
    let thread = Thread { [self] in
      if let connection = box.take() { serve(connection) }
      connections.decrement()
    }
    thread.stackSize = 4 << 20
    thread.start()
  }

  private func serve(_ connection: Connection) {
    var isHead = false
    do {
      let (head, rest) = try head(of: connection)
      isHead = head.method == "HEAD"
      try hosts.check(head, needsToken: Router.isProtected(head.path))
      var body = try RequestBody(head, rest: rest, connection: connection, limits: options.limits)
      try router.answer(head, &body) { response in
        try response.send(to: connection, idle: options.limits.idleSeconds, isHead: isHead)
      }
    } catch let problem as Problem {
      try? Response(problem).send(to: connection, idle: options.limits.idleSeconds, isHead: isHead)
    } catch is ConnectionError {
      return
    } catch {
      let problem = Problem(500, "the server failed; its own messages say why")
      FileHandle.standardError.write(Data("harmonize: \(error)\n".utf8))
      try? Response(problem).send(to: connection, idle: options.limits.idleSeconds, isHead: isHead)
    }
    connection.finish()
  }

  /// The head of a request, and what came behind it.
  private func head(of connection: Connection) throws -> (RequestHead, rest: [UInt8]) {
    let limits = options.limits
    let deadline = ContinuousClock.now + .seconds(limits.headSeconds)
    var bytes: [UInt8] = []
    while true {
      let searched = max(bytes.count - 3, 0)
      do throws(ConnectionError) {
        bytes += try connection.read(4096, until: deadline, whileIdle: true)
      } catch {
        if case .timedOut = error, !bytes.isEmpty {
          throw Problem(408, "the headers came too slowly")
        }
        throw error
      }
      if let end = bytes[searched...].firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]) {
        return (try RequestHead(bytes[..<end.lowerBound]), Array(bytes[end.upperBound...]))
      }
      guard bytes.count < limits.headBytes else {
        throw Problem(431, "the headers are longer than \(limits.headBytes) bytes")
      }
    }
  }
}

/// A flag that is set once.
final class Flag: Sendable {
  private let value = Atomic(false)
  var isSet: Bool { value.load(ordering: .relaxed) }
  func set() { value.store(true, ordering: .relaxed) }
}

/// How many connections are open.
private final class Counter: @unchecked Sendable {
  // `@unchecked`: everything is guarded by the condition.
  private let condition = NSCondition()
  private var count = 0

  func increment(upTo limit: Int) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    guard count < limit else { return false }
    count += 1
    return true
  }

  func decrement() {
    condition.lock()
    count -= 1
    condition.broadcast()
    condition.unlock()
  }

  func waitForZero() {
    condition.lock()
    while count > 0 { condition.wait() }
    condition.unlock()
  }
}

/// Hands a connection over to its thread.
private final class Handover: @unchecked Sendable {
  // `@unchecked`: written before the thread starts and taken by it alone.
  private var connection: Connection?
  init(_ connection: Connection) { self.connection = connection }
  func take() -> Connection? {
    defer { connection = nil }
    return connection
  }
}
