import Foundation

/// The values of a plot's axis and where they are drawn.
struct Axis {
  /// How values are spread over the axis.
  enum Scale { case linear, logarithmic }

  let scale: Scale
  let lower: Double
  let upper: Double
  /// Pixels of `lower` and `upper`.
  let start: Double
  let end: Double

  /// An axis that shows all finite values with round ends; logarithmic ones take values of at least `floor`.
  init(_ values: [Double], _ scale: Scale, from start: Double, to end: Double, floor: Double = 0.1) {
    self.scale = scale
    (self.start, self.end) = (start, end)
    // Beyond these ends nothing can be read off anyway, and powers of ten stay finite.
    let bounded = values.filter(\.isFinite).map { max(-1e12, min(1e12, $0)) }
    let shown = bounded.map { scale == .logarithmic ? max(floor, $0) : $0 }
    let (least, most) = (shown.min() ?? floor, shown.max() ?? 1)
    switch scale {
    case .logarithmic:
      lower = pow(10, (log10(least) * 4).rounded(.down) / 4)
      upper = max(lower * 10, pow(10, (log10(most) * 4).rounded(.up) / 4))
    case .linear:
      let step = Axis.step(most - least)
      lower = (least / step).rounded(.down) * step
      upper = max(lower + step, (most / step).rounded(.up) * step)
    }
  }

  /// The place of `value`, 0 at the lower end and 1 at the upper; values beyond the ends go to the ends.
  func share(_ value: Double) -> Double {
    let position =
      switch scale {
      case .linear: (value - lower) / (upper - lower)
      case .logarithmic: log10(max(value, lower) / lower) / log10(upper / lower)
      }
    return position.isNaN ? 0 : max(0, min(1, position))
  }

  /// The pixel of `value`.
  func place(_ value: Double) -> Double { start + share(value) * (end - start) }

  /// Round values to draw lines at.
  var ticks: [Double] {
    switch scale {
    case .linear:
      let step = Axis.step(upper - lower)
      let count = Int(((upper - lower) / step).rounded())
      return (0...max(0, min(count, 50))).map { lower + Double($0) * step }
    case .logarithmic:
      let powers = Int(log10(lower).rounded(.down))...Int(log10(upper).rounded(.up))
      let all = powers.flatMap { power in [1.0, 3].map { $0 * pow(10, Double(power)) } }
      let kept = all.filter { $0 >= lower * 0.999 && $0 <= upper * 1.001 }
      return kept.count > 9 ? kept.filter { abs(log10($0) - log10($0).rounded()) < 0.01 } : kept
    }
  }

  /// A tick's value in words.
  static func label(_ value: Double) -> String {
    if abs(value) >= 1000 { return String(format: "%gk", value / 1000) }
    return String(format: "%g", (value * 1000).rounded() / 1000)
  }

  /// A step of 1, 2 or 5 times a power of ten that cuts `length` into about six.
  private static func step(_ length: Double) -> Double {
    guard length > 0, length.isFinite else { return 1 }
    let power = pow(10, log10(length / 6).rounded(.down))
    return power * ([1, 2, 5].first { $0 * power * 7 >= length } ?? 10)
  }
}
