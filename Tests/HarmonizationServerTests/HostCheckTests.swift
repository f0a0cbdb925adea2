import Testing

@testable import HarmonizationServer

struct HostCheckTests {
  private func head(_ lines: String...) throws -> RequestHead {
    try RequestHead("GET /api/v1/models HTTP/1.1\r\n\(lines.joined(separator: "\r\n"))".utf8)
  }

  @Test func ownNamesPass() throws {
    let check = HostCheck(host: "127.0.0.1", port: 7869, token: nil)
    for host in ["127.0.0.1:7869", "localhost:7869", "LocalHost:7869", "[::1]:7869"] {
      try check.check(try head("Host: \(host)", "Origin: http://\(host)"), needsToken: true)
    }
  }

  @Test(arguments: ["evil.example:7869", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:7869", ""])
  func otherNamesDoNot(host: String) throws {
    let check = HostCheck(host: "127.0.0.1", port: 7869, token: nil)
    #expect(throws: Problem.self) { try check.check(try head("Host: \(host)"), needsToken: false) }
  }

  @Test(arguments: ["http://evil.example", "null", "http://127.0.0.1:7870", "file://"])
  func otherOriginsDoNot(origin: String) throws {
    let check = HostCheck(host: "127.0.0.1", port: 7869, token: nil)
    #expect(throws: Problem.self) {
      try check.check(try head("Host: 127.0.0.1:7869", "Origin: \(origin)"), needsToken: false)
    }
  }

  @Test func tokenIsAskedFor() throws {
    let check = HostCheck(host: "0.0.0.0", port: 7869, token: "a secret of many letters")
    #expect(throws: Problem(401, "send the token: Authorization: Bearer TOKEN")) {
      try check.check(try head("Host: studio.example"), needsToken: true)
    }
    #expect(throws: Problem.self) {
      try check.check(try head("Host: a", "Authorization: Bearer a secret of many letterS"), needsToken: true)
    }
    try check.check(try head("Host: a", "Authorization: Bearer a secret of many letters"), needsToken: true)
    try check.check(try head("Host: a"), needsToken: false)
  }

  @Test func loopbackIsKnown() {
    #expect(HostCheck.isLoopback("127.0.0.1") && HostCheck.isLoopback("127.1.2.3") && HostCheck.isLoopback("::1"))
    #expect(!HostCheck.isLoopback("0.0.0.0") && !HostCheck.isLoopback("127.0.0.1.evil.example"))
  }
}
