/// The first line and the headers of an HTTP/1.1 request.
struct RequestHead: Sendable {
  let method: String
  /// The path without the query.
  let path: String
  let isOld: Bool
  private let headers: [String: String]

  /// Reads the lines before the empty one.
  ///
  /// - Throws: ``Problem`` for everything that is not plain HTTP/1.0 or 1.1, also what other programs let pass.
  init(_ bytes: some Collection<UInt8>) throws(Problem) {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .badRequest("the headers are not UTF-8") }
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    let words = lines.first?.split(separator: " ", omittingEmptySubsequences: false) ?? []
    guard words.count == 3, !words[0].isEmpty, words[1].hasPrefix("/"), words[0].allSatisfy(Self.isToken) else {
      throw .badRequest("the request's first line is not 'METHOD /path HTTP/1.1'")
    }
    guard words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else {
      throw Problem(505, "HTTP/1.1 is spoken here")
    }
    method = String(words[0])
    path = String(words[1].prefix { $0 != "?" })
    isOld = words[2] == "HTTP/1.0"
    var headers: [String: String] = [:]
    for line in lines.dropFirst() where !line.isEmpty {
      guard let colon = line.firstIndex(of: ":"), line[..<colon].allSatisfy(Self.isToken), colon > line.startIndex,
        !line.contains(where: { $0.isNewline || $0 == "\0" })
      else { throw .badRequest("a header is not 'Name: value'") }
      let name = line[..<colon].lowercased()
      let value = line[line.index(after: colon)...].trimming
      // Two lengths or hosts are an attack on whatever stands in front of a server.
      guard headers[name] == nil || !Self.once.contains(name) else {
        throw .badRequest("the header '\(name)' comes twice")
      }
      headers[name] = headers[name].map { "\($0), \(value)" } ?? value
    }
    self.headers = headers
  }

  /// A header's value; names do not depend on case.
  subscript(_ name: String) -> String? { headers[name] }

  private static let once: Set<String> = [
    "host", "content-length", "content-type", "transfer-encoding", "origin", "authorization",
  ]

  private static func isToken(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "!#$%&'*+-.^_`|~".contains(character))
  }
}

extension StringProtocol {
  /// Without blanks and tabs at both ends.
  var trimming: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let text = drop(while: isBlank)
    return String(text.reversed().drop(while: isBlank).reversed())
  }
}
