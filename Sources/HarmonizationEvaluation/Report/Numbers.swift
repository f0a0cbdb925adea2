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
