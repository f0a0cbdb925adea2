/// How pixels are averaged when an image changes size.
public enum ResamplingFilter: Sendable {
  /// The mean over the area that an output pixel covers.
  case area
  /// Linear interpolation, widened to the output's pixel when reducing, so that nothing aliases.
  case triangle
}

/// For every output sample of one axis: which input samples it averages, with which weights (they sum to 1).
struct FilterTable {
  /// First input sample of each output sample.
  private(set) var starts: [Int] = []
  /// Where each output sample's weights begin in `weights`; one more than there are outputs.
  private(set) var offsets: [Int] = [0]
  private(set) var weights: [Float] = []

  /// Maps `output` samples onto the interval `from ..< from + extent` of `input` samples, pixel areas aligned.
  init(input: Int, from: Double, extent: Double, output: Int, filter: ResamplingFilter) {
    let scale = extent / Double(output)
    let stretch = max(scale, 1)
    let support = filter == .area ? scale / 2 : stretch
    for index in 0..<output {
      let center = from + (Double(index) + 0.5) * scale
      let first = min(max(Int((center - support).rounded(.down)), 0), input - 1)
      let last = min(max(Int((center + support).rounded(.up)), first + 1), input)
      let row = (first..<last).map { Self.weight(of: $0, center, support, filter) }
      append(row, at: first, nearest: min(max(Int(center.rounded(.down)), first), last - 1))
    }
  }

  private mutating func append(_ row: [Double], at first: Int, nearest: Int) {
    let used = row.firstIndex { $0 > 0 } ?? nearest - first
    let end = (row.lastIndex { $0 > 0 } ?? nearest - first) + 1
    let total = row[used..<end].reduce(0, +)
    starts.append(first + used)
    weights += row[used..<end].map { total > 0 ? Float($0 / total) : 1 }
    offsets.append(weights.count)
  }

  private static func weight(
    of sample: Int, _ center: Double, _ support: Double, _ filter: ResamplingFilter
  ) -> Double {
    switch filter {
    case .area:  // overlap of the two intervals
      return max(min(Double(sample) + 1, center + support) - max(Double(sample), center - support), 0)
    case .triangle: return max(1 - abs(Double(sample) + 0.5 - center) / support, 0)
    }
  }

  var count: Int { starts.count }

  /// The input samples of output `index`.
  func range(_ index: Int) -> Range<Int> { starts[index]..<(starts[index] + offsets[index + 1] - offsets[index]) }
}
