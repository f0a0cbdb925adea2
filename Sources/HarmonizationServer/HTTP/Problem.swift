import Foundation

/// An answer that says what is wrong (RFC 9457, `application/problem+json`).
public struct Problem: Error, Equatable, Sendable {
  /// The HTTP status.
  public let status: Int
  /// The kind of problem in a few words.
  public let title: String
  /// What is wrong with this request, and what to do.
  public let detail: String
  /// Seconds after which it is worth another try; nil if that does not help.
  public var retryAfter: Int?

  /// A problem with an HTTP status.
  ///
  /// - Parameters:
  ///   - status: 400...599.
  ///   - title: The kind in a few words.
  ///   - detail: What is wrong, without a path of this machine.
  public init(_ status: Int, _ title: String, _ detail: String) {
    (self.status, self.title, self.detail) = (status, title, detail)
  }

  /// A request that is not understood.
  public static func badRequest(_ detail: String) -> Problem { Problem(400, "Bad request", detail) }

  /// The problem as JSON.
  var json: [UInt8] {
    let values: [String: Any] = ["type": "about:blank", "title": title, "status": status, "detail": detail]
    let data = try? JSONSerialization.data(withJSONObject: values, options: [.sortedKeys, .withoutEscapingSlashes])
    return Array(data ?? Data())
  }
}
