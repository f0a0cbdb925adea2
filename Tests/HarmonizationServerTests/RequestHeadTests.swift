import Testing

@testable import HarmonizationServer

struct RequestHeadTests {
  @Test func readsWhatClientsSend() throws {
    let head = try RequestHead("GET /health?x=1 HTTP/1.1\r\nHost:  a \r\nACCEPT: b\r\nAccept: c".utf8)
    #expect(head.method == "GET" && head.path == "/health" && !head.isOld)
    #expect(head["host"] == "a" && head["accept"] == "b, c" && head["cookie"] == nil)
  }

  @Test(arguments: [
    "", "GET", "GET /", "GET / HTTP/2", "GET  / HTTP/1.1", "GET http://a/ HTTP/1.1", "G\u{e9}T / HTTP/1.1",
    "GET / HTTP/1.1\r\nno colon", "GET / HTTP/1.1\r\n: empty", "GET / HTTP/1.1\r\nA b: c",
    "GET / HTTP/1.1\r\n folded: x",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: b", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2",
    "GET / HTTP/1.1\r\na: b\nc: d",
  ])
  func refusesTheRest(text: String) {
    #expect(throws: Problem.self) { try RequestHead(text.utf8) }
  }
}
