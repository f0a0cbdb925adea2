import Foundation

/// Numbers as reports show them.
enum Numbers {
  /// `value` with two decimals, `-` for none.
  static func fixed(_ value: Double?, decimals: Int = 2) -> String {
    value.map { String(format: "%.\(decimals)f", $0) } ?? "-"
  }

  /// A share as a signed percentage: -0.371 is `-37.1%`.
  static func change(_ share: Double?) -> String {
    share.map { String(format: "%+.1f%%", 100 * $0) } ?? "-"
  }
}

extension String {
  /// The text in a column of `width`, to its right edge.
  func right(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

  /// The text in a column of `width`, to its left edge, cut where it is too long.
  func left(_ width: Int) -> String {
    let text = count > width ? prefix(max(0, width - 1)) + "…" : Substring(self)
    return text + String(repeating: " ", count: max(0, width - text.count))
  }
}
