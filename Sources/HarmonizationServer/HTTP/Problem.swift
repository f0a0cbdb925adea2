import Foundation

/// An answer that says what is wrong (RFC 9457, `application/problem+json`).
public struct Problem: Error, Equatable, Sendable {
  /// The HTTP status.
  public let status: Int
  /// The kind of problem in a few words.
  public var title: String { Self.titles[status] ?? "Error" }
  /// What is wrong with this request, and what to do.
  public let detail: String
  /// Seconds after which it is worth another try; nil if that does not help.
  public var retryAfter: Int?

  /// A problem with an HTTP status.
  ///
  /// - Parameters:
  ///   - status: 400...599.
  ///   - detail: What is wrong, without a path of this machine.
  public init(_ status: Int, _ detail: String) { (self.status, self.detail) = (status, detail) }

  private static let titles = [
    400: "Bad request", 401: "Unauthorized", 403: "Forbidden", 404: "Not found", 405: "Method not allowed",
    408: "Request timeout", 411: "Length required", 413: "Content too large", 415: "Unsupported media type",
    422: "Unprocessable content", 429: "Too many requests", 431: "Request header fields too large",
    500: "Internal error", 503: "Service unavailable",
    505: "HTTP version not supported", 507: "Insufficient storage",
  ]

  /// A request that is not understood.
  public static func badRequest(_ detail: String) -> Problem { Problem(400, detail) }

  /// The problem as JSON.
  var json: [UInt8] {
    let values: [String: Any] = ["type": "about:blank", "title": title, "status": status, "detail": detail]
    let data = try? JSONSerialization.data(withJSONObject: values, options: [.sortedKeys, .withoutEscapingSlashes])
    return Array(data ?? Data())
  }
}
