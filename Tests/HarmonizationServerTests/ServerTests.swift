import Foundation
import Synchronization
import TestSupport
import Testing

@testable import HarmonizationServer

/// Real connections to a real server, whose work is only to tell what came.
@Suite(.serialized)
struct ServerTests {
  /// Answers with the sizes of what it got; waits for a gate if the form says so.
  private struct Echo: HarmonizationService {
    let gate = DispatchSemaphore(value: 0)

    func models() throws -> [UInt8] { Array("{}".utf8) }

    func harmonize(_ form: Form) throws -> Response {
      if form.fields["wait"] != nil { gate.wait() }
      if form.fields["fail"] != nil { throw CocoaError(.fileNoSuchFile) }
      let sizes = try form.files.sorted { $0.key < $1.key }.map { name, path in
        "\(name)=\(try Data(contentsOf: URL(fileURLWithPath: path)).count)"
      }
      return Response("text/plain", text: sizes.joined(separator: ","))
    }

    func mask(_ form: Form) throws -> Response { Response("text/plain", text: "mask of \(form.files.count)") }
  }

  /// A server for one test.
  private final class Running {
    let service = Echo()
    let folder: TemporaryFolder
    let server: HarmonizationServer
    private let stop = Flag()
    private let stopped = DispatchSemaphore(value: 0)

    init(token: String? = nil, _ adjust: (inout ServerLimits) -> Void = { _ in }) throws {
      folder = try TemporaryFolder()
      var options = HarmonizationServer.Options()
      (options.port, options.token, options.temporaryFolder) = (0, token, folder.path)
      adjust(&options.limits)
      server = try HarmonizationServer(service, options: options, version: "test")
      let (server, stop, stopped) = (server, stop, stopped)
      Thread.detachNewThread {
        server.run { stop.isSet }
        stopped.signal()
      }
    }

    var port: Int { server.port }

    /// Files of requests that are on the disk; the folder itself and its lock do not count.
    var leftovers: [String] { folder.contents.filter { $0.contains("/") && !$0.hasSuffix("/lock") } }

    func end() {
      stop.set()
      stopped.wait()
    }
  }

  private let picture = ["composite": (name: "a.jpg", bytes: Data(repeating: 7, count: 300_000))]

  @Test func answersAndLeavesNothingBehind() throws {
    let running = try Running()
    let health = try LocalClient.get(from: running.port, "/health")
    #expect(health.status == 200 && health.text == "{\"status\":\"ok\",\"version\":\"test\"}")
    #expect(health.headers["content-security-policy"]?.contains("default-src 'none'") == true)
    #expect(health.headers["access-control-allow-origin"] == nil)
    let page = try LocalClient.get(from: running.port, "/")
    #expect(page.status == 200 && page.text.contains("<title>Harmonize studio</title>"))
    let answer = try LocalClient.post(to: running.port, "/api/v1/harmonize", files: picture)
    #expect(answer.status == 200 && answer.text == "composite=300000")
    let mask = try LocalClient.post(to: running.port, "/api/v1/mask", files: picture)
    #expect(mask.status == 200 && mask.text == "mask of 1")
    #expect(running.leftovers.isEmpty)
    let folder = try #require(running.folder.contents.first)
    let mode = try FileManager.default.attributesOfItem(atPath: running.folder.file(folder))[.posixPermissions]
    #expect(mode as? Int == 0o700)
    running.end()
    #expect(running.folder.contents.isEmpty)
  }

  @Test func everyFileOfThePageIsThere() throws {
    let running = try Running()
    defer { running.end() }
    let page = try LocalClient.get(from: running.port, "/").text
    for path in page.matches(of: /(?:href|src)="(\/[^"]+)"/).map({ String($0.1) }) + ["/look.js", "/sample-mask.png"] {
      #expect(try LocalClient.get(from: running.port, path).status == 200, "\(path)")
    }
    #expect(!page.contains("http://") && !page.contains("https://"))
    let description = try LocalClient.get(from: running.port, "/api/openapi.json").body
    #expect(
      (try JSONSerialization.jsonObject(with: Data(description)) as? [String: Any])?["openapi"] as? String == "3.1.0")
  }

  @Test func problemsAreExplained() throws {
    let running = try Running()
    defer { running.end() }
    func status(_ pieces: String...) throws -> Int {
      let answer = try LocalClient.send(to: running.port, pieces.map { Array($0.utf8) })
      #expect(answer.headers["content-type"] == "application/problem+json")
      return answer.status
    }
    let host = "Host: 127.0.0.1:\(running.port)\r\n"
    #expect(try status("GET /nowhere HTTP/1.1\r\n\(host)\r\n") == 404)
    #expect(try status("GET /../../etc/passwd HTTP/1.1\r\n\(host)\r\n") == 404)
    #expect(try status("DELETE /health HTTP/1.1\r\n\(host)\r\n") == 405)
    #expect(try status("GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n") == 403)
    #expect(try status("GET /health HTTP/1.1\r\n\(host)Origin: http://evil.example\r\n\r\n") == 403)
    #expect(try status("nonsense\r\n\r\n") == 400)
    let post = "POST /api/v1/harmonize HTTP/1.1\r\n\(host)"
    #expect(try status("\(post)\r\n") == 411)
    #expect(try status("\(post)Content-Length: -1\r\n\r\n") == 400)
    #expect(try status("\(post)Content-Length: 99999999999999999999\r\n\r\n") == 413)
    #expect(try status("\(post)Content-Length: 3\r\n\r\nabc") == 415)
    #expect(try status("\(post)Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc") == 400)
    #expect(try status("GET / HTTP/1.1\r\nX: \(String(repeating: "x", count: 20000))\r\n\r\n") == 431)
    let failed = try LocalClient.post(to: running.port, "/api/v1/harmonize", fields: ["fail": "1"])
    #expect(failed.status == 500 && !failed.text.contains("Cocoa"))
  }

  @Test func brokenBodiesAreRefusedAndLeaveNothing() throws {
    let running = try Running()
    defer { running.end() }
    let (port, body) = (running.port, LocalClient.form([:], picture))
    func send(_ body: [UInt8], length: Int) throws -> Int {
      try LocalClient.send(
        to: port, [LocalClient.head("POST /api/v1/harmonize", port: port, length: length), body], closes: true
      ).status
    }
    #expect(try send(Array(body.dropLast(1000)), length: body.count) == 400)
    #expect(try send(body, length: body.count - 50) == 400)
    #expect(try send(body, length: body.count + 50) == 400)
    let twice = LocalClient.form(["a": "1"]).dropLast(14) + LocalClient.form(["a": "2"])
    #expect(try send(Array(twice), length: twice.count) == 400)
    let parts = LocalClient.form(Dictionary(uniqueKeysWithValues: (0..<10_000).map { (letters($0), "x") }))
    #expect(try send(parts, length: parts.count) == 413)
    #expect(running.leftovers.isEmpty)
    #expect(try send(body, length: body.count) == 200)
  }

  /// A number in letters, since names of fields have no digits.
  private func letters(_ number: Int) -> String {
    String(String(number).map { Character(UnicodeScalar(97 + UInt8($0.wholeNumberValue ?? 0))) })
  }

  @Test func chunksAreTaken() throws {
    let running = try Running()
    defer { running.end() }
    let body = LocalClient.form([:], picture)
    var pieces = [
      Array(
        ("POST /api/v1/harmonize HTTP/1.1\r\nHost: 127.0.0.1:\(running.port)\r\nTransfer-Encoding: chunked\r\n"
          + "Content-Type: multipart/form-data; boundary=frontier\r\n\r\n").utf8)
    ]
    for start in stride(from: 0, to: body.count, by: 70_000) {
      let part = body[start..<min(start + 70_000, body.count)]
      pieces.append(Array("\(String(part.count, radix: 16));x=y\r\n".utf8) + part + Array("\r\n".utf8))
    }
    let answer = try LocalClient.send(to: running.port, pieces + [Array("0\r\n\r\n".utf8)])
    #expect(answer.text == "composite=300000")
    let broken = try LocalClient.send(to: running.port, [pieces[0], Array("zz\r\nabc".utf8)])
    #expect(broken.status == 400)
  }

  @Test func slowAndLargeRequestsAreGivenUp() throws {
    let running = try Running {
      ($0.headSeconds, $0.idleSeconds, $0.bodyBytes) = (0.4, 0.4, 100_000)
    }
    defer { running.end() }
    let slow = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".map { Array(String($0).utf8) }
    #expect(try LocalClient.send(to: running.port, Array(slow.prefix(12)), pause: 0.05).status == 408)
    let head = LocalClient.head("POST /api/v1/harmonize", port: running.port, length: 5000)
    #expect(try LocalClient.send(to: running.port, [head, Array("--frontier\r\n".utf8)]).status == 408)
    #expect(try LocalClient.post(to: running.port, "/api/v1/harmonize", files: picture).status == 413)
    #expect(running.leftovers.isEmpty)
  }

  @Test func aFullQueueSendsAway() throws {
    let running = try Running { ($0.running, $0.waiting) = (1, 0) }
    defer { running.end() }
    let port = running.port
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      _ = try? LocalClient.post(to: port, "/api/v1/harmonize", fields: ["wait": "1"])
      done.signal()
    }
    while running.leftovers.isEmpty { Thread.sleep(forTimeInterval: 0.01) }
    // It has its folder, and takes its turn within a moment.
    Thread.sleep(forTimeInterval: 0.3)
    let refused = try LocalClient.post(to: port, "/api/v1/harmonize", fields: ["a": "b"])
    #expect(refused.status == 429)
    #expect(refused.headers["retry-after"] != nil)
    #expect(try LocalClient.get(from: port, "/health").status == 200)
    running.service.gate.signal()
    done.wait()
  }

  @Test func aStopFinishesWhatIsInWork() throws {
    let running = try Running()
    let port = running.port
    let gate = running.service.gate
    let box = Box()
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      box.status.withLock { $0 = try? LocalClient.post(to: port, "/api/v1/harmonize", fields: ["wait": "1"]).status }
      done.signal()
    }
    while running.leftovers.isEmpty { Thread.sleep(forTimeInterval: 0.01) }
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: 0.3)
      gate.signal()
    }
    running.end()
    done.wait()
    #expect(box.status.withLock { $0 } == 200)
    #expect(running.folder.contents.isEmpty)
  }

  private final class Box: Sendable {
    let status = Mutex<Int?>(nil)
  }

  @Test func whatACrashLeftIsRemoved() throws {
    let folder = try TemporaryFolder()
    try folder.write("harmonize-server-1-a/lock", "")
    try folder.write("harmonize-server-1-a/b/composite/a.jpg", "x")
    try folder.write("other/lock", "")
    let first = try WorkFolder(in: folder.path)
    let second = try WorkFolder(in: folder.path)
    #expect(Set(folder.contents.filter { !$0.contains("/") }) == ["other", name(first), name(second)])
  }

  private func name(_ folder: WorkFolder) -> String { String(folder.path.split(separator: "/").last ?? "") }

  @Test func publicAddressesNeedAToken() throws {
    var options = HarmonizationServer.Options()
    (options.host, options.port) = ("0.0.0.0", 0)
    #expect(throws: ServerError.tokenNeeded(host: "0.0.0.0")) {
      try HarmonizationServer(Echo(), options: options, version: "")
    }
    let running = try Running(token: "a secret of many letters")
    defer { running.end() }
    #expect(try LocalClient.get(from: running.port, "/api/v1/models").status == 401)
    let allowed = try LocalClient.get(
      from: running.port, "/api/v1/models", "Authorization: Bearer a secret of many letters")
    #expect(allowed.status == 200)
  }
}
