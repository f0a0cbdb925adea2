import Testing

@testable import HarmonizationServer

struct MultipartTests {
  private let type = "multipart/form-data; boundary=frontier"

  /// All parts of a body that comes in pieces of some bytes.
  private func parts(_ text: String, pieces: Int = 7, type: String? = nil) throws -> [(MultipartReader.Part, String)] {
    var rest = Array(text.utf8)[...]
    var reader = try MultipartReader(contentType: type ?? self.type) { () throws(Problem) in
      guard !rest.isEmpty else { return nil }
      defer { rest = rest.dropFirst(pieces) }
      return rest.prefix(pieces)
    }
    var found: [(MultipartReader.Part, String)] = []
    while let part = try reader.next() {
      var bytes: [UInt8] = []
      try reader.readPart { (piece) throws(Problem) in bytes += piece }
      found.append((part, String(decoding: bytes, as: UTF8.self)))
    }
    return found
  }

  private let whole =
    "--frontier\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--frontier\r\n"
    + "content-disposition: form-data; filename=\"x;\\\" y.jpg\"; name=b\r\nContent-Type: image/jpeg\r\n\r\n"
    + "two\r\n--fronti\r\n\r\n--frontier--\r\n"

  @Test(arguments: [1, 2, 3, 10, 11, 12, 64, 1000])
  func takesFormsInPiecesOfAnySize(pieces: Int) throws {
    let found = try parts(whole, pieces: pieces)
    #expect(found.map(\.0) == [.init(name: "a", fileName: nil), .init(name: "b", fileName: "x;\" y.jpg")])
    #expect(found.map(\.1) == ["one", "two\r\n--fronti\r\n"])
  }

  @Test func everyBeginningOfAFormIsRefused() {
    for length in 0..<whole.utf8.count - 2 {
      let beginning = String(decoding: whole.utf8.prefix(length), as: UTF8.self)
      #expect(throws: Problem.self, "\(length) bytes") { try parts(beginning, pieces: 5) }
    }
  }

  @Test(arguments: [
    "text/plain", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=a; boundary=b",
  ])
  func otherKindsAreRefused(type: String) {
    #expect(throws: Problem.self) { try parts(whole, type: type) }
  }

  @Test func partsWithoutANameAreRefused() {
    #expect(throws: Problem.self) { try parts("--frontier\r\n\r\nx\r\n--frontier--\r\n") }
    #expect(throws: Problem.self) {
      try parts("--frontier\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx\r\n--frontier--\r\n")
    }
  }

  @Test func endlessHeadersAreRefused() {
    let header = String(repeating: "x", count: 5000)
    #expect(throws: Problem.self) { try parts("--frontier\r\n\(header)\r\n\r\nx\r\n--frontier--\r\n") }
    let many = String(repeating: "A: b\r\n", count: 40)
    #expect(throws: Problem.self) { try parts("--frontier\r\n\(many)\r\nx\r\n--frontier--\r\n") }
  }

  @Test(arguments: [
    ("../../etc/passwd", "passwd"), ("C:\\a\\b.jpg", "b.jpg"), (".hidden.png", "hidden.png"), ("-rf", "rf"),
    ("", "mask"),
    ("..", "mask"), ("Fête 1.jpg", "Fête 1.jpg"), ("a\r\nb.png", "ab.png"),
  ])
  func namesBecomeHarmless(name: String, expected: String) {
    #expect(Form.harmless(name, field: "mask") == expected)
  }
}
