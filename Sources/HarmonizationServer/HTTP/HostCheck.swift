/// Whether a request was meant for this server.
///
/// A page of another site can make a browser send requests to this machine, and can give this machine's address a name of its own (DNS
/// rebinding). Its requests then have another `Host` or another `Origin`.
struct HostCheck: Sendable {
  /// `host:port` as clients may write it; nil lets every name pass, for servers that demand a token.
  let names: Set<String>?
  let token: String?

  /// - Parameters:
  ///   - host: Where the server listens.
  ///   - port: The port that it got.
  ///   - token: What clients must show; nil for none.
  init(host: String, port: Int, token: String?) {
    self.token = token
    guard Self.isLoopback(host) else {
      names = nil
      return
    }
    let hosts = ["127.0.0.1", "localhost", "[::1]", host.contains(":") ? "[\(host)]" : host.lowercased()]
    names = Set(hosts.flatMap { port == 80 ? [$0, "\($0):80"] : ["\($0):\(port)"] })
  }

  /// Whether only this machine reaches an address.
  static func isLoopback(_ host: String) -> Bool {
    let host = host.lowercased()
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return parts.count == 4 && parts.allSatisfy { $0 != nil } && parts[0] == 127
  }

  /// Refuses what comes from elsewhere.
  ///
  /// - Parameters:
  ///   - head: The request's.
  ///   - needsToken: Whether the token is asked for.
  /// - Throws: ``Problem``: 401, 403.
  func check(_ head: RequestHead, needsToken: Bool) throws(Problem) {
    guard let host = head["host"]?.lowercased(), !host.isEmpty, names?.contains(host) ?? true else {
      throw Problem(403, "the request is for another host than this one")
    }
    if let origin = head["origin"]?.lowercased(), origin != "http://\(host)", origin != "https://\(host)" {
      throw Problem(403, "requests from pages of other sites are not answered")
    }
    if let site = head["sec-fetch-site"]?.lowercased(), site == "cross-site" || site == "same-site", needsToken {
      throw Problem(403, "requests from pages of other sites are not answered")
    }
    guard let token, needsToken else { return }
    guard let shown = head["authorization"], Self.isEqual(shown, "Bearer \(token)") else {
      throw Problem(401, "send the token: Authorization: Bearer TOKEN")
    }
  }

  /// Takes the same time wherever the texts differ.
  private static func isEqual(_ left: String, _ right: String) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
