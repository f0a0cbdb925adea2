import Foundation
import HarmonizationPixels

/// The numbers behind a ``ChangeExplanation``; all 0 for no change.
struct ExplanationWords {
  enum Word: Int, CaseIterable {
    /// Stops of light.
    case exposure
    /// Stops between red and blue; more is warmer.
    case temperature
    /// Stops between red and blue on one side and green on the other; more is more magenta.
    case tint
    /// Slope in the middle, less 1.
    case contrast
    /// What black becomes.
    case black
    /// What white becomes, less 1.
    case white
    /// Factor of the distance from grey, less 1.
    case saturation

    /// A large value of it.
    var scale: Double {
      switch self {
      case .exposure: 1
      case .temperature: 0.6
      case .tint, .contrast, .saturation: 0.3
      case .black, .white: 0.1
      }
    }
  }

  var values = [Double](repeating: 0, count: Word.allCases.count)

  subscript(_ word: Word) -> Double {
    get { values[word.rawValue] }
    set { values[word.rawValue] = newValue }
  }

  /// Gains of linear red, green and blue.
  private var gains: SIMD3<Double> {
    let (light, warm, magenta) = (self[.exposure], self[.temperature] / 2, self[.tint] / 3)
    return SIMD3(exp2(light + warm + magenta), exp2(light - 2 * magenta), exp2(light - warm + magenta))
  }

  /// The colour temperature that sRGB's white comes to have (McCamy 1992).
  var kelvin: Double {
    let g = gains
    let x = 0.4124 * g.x + 0.3576 * g.y + 0.1805 * g.z
    let y = 0.2126 * g.x + 0.7152 * g.y + 0.0722 * g.z
    let sum = x + y + 0.0193 * g.x + 0.1192 * g.y + 0.9505 * g.z
    let n = (x / sum - 0.3320) / (0.1858 - y / sum)
    return min(max(((449 * n + 3525) * n + 6823.3) * n + 5520.33, 1000), 40000)
  }

  /// What they make of colours of linear light; encoded.
  func apply(to light: [SIMD3<Double>]) -> [SIMD3<Double>] {
    let (gains, slope, black) = (self.gains, self[.contrast], self[.black])
    let (range, chroma) = (1 + self[.white] - black, 1 + self[.saturation])
    return light.map { light in
      let lit = light * gains
      var y = SIMD3(SRGBCurve.encoded(lit.x), SRGBCurve.encoded(lit.y), SRGBCurve.encoded(lit.z))
        .clamped(lowerBound: .zero, upperBound: .one)
      // An S with the same ends.
      y += slope * 4 * y * (1 - y) * (y - 0.5)
      y = black + range * y
      let grey = 0.2126 * y.x + 0.7152 * y.y + 0.0722 * y.z
      return grey + chroma * (y - grey)
    }
  }
}

/// Nonlinear least squares (Levenberg 1944, Marquardt 1963) of the words against what became of some colours.
struct ExplanationFit {
  private var light: [SIMD3<Double>] = []
  private var targets: [SIMD3<Double>] = []
  private var weights: [Double] = []

  /// What a large value of a word costs, as a mean squared error: breaks ties in foregrounds of few colours.
  private static let prior = 1e-6

  init(from before: Raster<Float>, to after: Raster<Float>, mask: Raster<Float>) {
    guard before.channels == 3, after.samples.count == before.samples.count,
      mask.samples.count * 3 == before.samples.count
    else { return }
    let covered = mask.samples.indices.filter { mask.samples[$0] > 0 }
    for pixel in stride(from: 0, to: covered.count, by: max(covered.count / 3000, 1)).map({ covered[$0] }) {
      func colour(_ raster: Raster<Float>) -> SIMD3<Double> {
        SIMD3<Double>(
          SIMD3(raster.samples[3 * pixel], raster.samples[3 * pixel + 1], raster.samples[3 * pixel + 2])
            .clamped(lowerBound: .zero, upperBound: .one))
      }
      let own = colour(before)
      light.append(SIMD3(SRGBCurve.linear(own.x), SRGBCurve.linear(own.y), SRGBCurve.linear(own.z)))
      targets.append(colour(after))
      weights.append(Double(mask.samples[pixel]))
    }
    let sum = 3 * weights.reduce(0, +)
    weights = weights.map { $0 / sum }
  }

  var isEmpty: Bool { weights.isEmpty }

  /// The mean squared error of the words, per channel.
  func error(of words: ExplanationWords) -> Double {
    zip(zip(words.apply(to: light), targets), weights).reduce(0) { sum, item in
      let difference = item.0.0 - item.0.1
      return sum + item.1 * (difference * difference).sum()
    }
  }

  private func cost(of words: ExplanationWords) -> Double {
    error(of: words)
      + ExplanationWords.Word.allCases.reduce(0) { $0 + Self.prior * (words[$1] / $1.scale) * (words[$1] / $1.scale) }
  }

  func solved() -> ExplanationWords {
    var words = ExplanationWords()
    var (best, damping) = (cost(of: words), 1e-3)
    for _ in 0..<40 where damping < 1e6 {
      let step = step(from: words, damping: damping)
      var candidate = words
      for word in ExplanationWords.Word.allCases { candidate[word] += step[word.rawValue] }
      let cost = cost(of: candidate)
      guard cost < best else {
        damping *= 10
        continue
      }
      let gain = best - cost
      (words, best, damping) = (candidate, cost, max(damping / 5, 1e-9))
      if gain < 1e-9 * best { break }
    }
    return words
  }

  /// One step of the damped normal equations, with derivatives by differences.
  private func step(from words: ExplanationWords, damping: Double) -> [Double] {
    let count = ExplanationWords.Word.allCases.count
    let start = words.apply(to: light)
    let slopes = ExplanationWords.Word.allCases.map { word in
      var moved = words
      let delta = 1e-4 * word.scale
      moved[word] += delta
      return zip(moved.apply(to: light), start).map { ($0 - $1) / delta }
    }
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: count + 1), count: count)
    for row in 0..<count {
      for column in 0..<count {
        matrix[row][column] = weights.indices.reduce(0) {
          $0 + weights[$1] * (slopes[row][$1] * slopes[column][$1]).sum()
        }
      }
      matrix[row][count] = weights.indices.reduce(0) {
        $0 + weights[$1] * (slopes[row][$1] * (targets[$1] - start[$1])).sum()
      }
      let scale = ExplanationWords.Word.allCases[row].scale
      matrix[row][row] += Self.prior / (scale * scale)
      matrix[row][count] -= Self.prior * words.values[row] / (scale * scale)
      matrix[row][row] *= 1 + damping
    }
    return Self.solution(of: matrix)
  }

  /// Gaussian elimination of a positive definite system with its right side as last column.
  private static func solution(of system: [[Double]]) -> [Double] {
    var rows = system
    let count = rows.count
    for pivot in 0..<count where rows[pivot][pivot] != 0 {
      for row in 0..<count where row != pivot {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in pivot...count { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    return (0..<count).map { rows[$0][$0] == 0 ? 0 : rows[$0][count] / rows[$0][$0] }
  }
}
