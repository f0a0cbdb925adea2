import Foundation

/// The little statistics that reports need.
enum Statistics {
  /// The quantile of sorted values with linear interpolation between neighbours; NaN for none.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard let first = sorted.first, let last = sorted.last else { return .nan }
    let position = max(0, min(1, share)) * Double(sorted.count - 1)
    let lower = Int(position)
    guard lower + 1 < sorted.count else { return last }
    let weight = position - Double(lower)
    return lower < 0 ? first : sorted[lower] * (1 - weight) + sorted[lower + 1] * weight
  }

  /// Two-sided exact sign test: twice the chance that a fair coin gives at most the smaller count, at most 1.
  static func signTest(_ positive: Int, _ negative: Int) -> Double {
    let tosses = positive + negative
    guard tosses > 0 else { return 1 }
    var logChoose = 0.0
    var total = 0.0
    for heads in 0...min(positive, negative) {
      total += exp(logChoose - Double(tosses) * log(2))
      logChoose += log(Double(tosses - heads)) - log(Double(heads + 1))
    }
    return min(1, 2 * total)
  }
}
