/// The monotone curve that turns one histogram into another: level i, whose middle has the cumulative share C(i) - h(i)/2,
/// goes to where the reference has that share, interpolated between the middles of its levels.
///
/// Middles instead of upper ends make the curve of a histogram to itself the identity, also over empty levels.
/// - Parameters: two histograms of equal length whose entries sum to 1.
/// - Returns: one output in 0...1 per level.
func matchingCurve(from source: [Float], to reference: [Float]) -> [Float] {
  let scale = 1 / Float(max(reference.count - 1, 1))
  let knots = middles(reference).enumerated().filter { reference[$0.offset] > 0 }
    .map { (share: $0.element, level: Float($0.offset) * scale) }
  guard let first = knots.first else { return source.indices.map { Float($0) * scale } }
  var result = [Float](repeating: first.level, count: source.count)
  var next = 0
  for (level, share) in middles(source).enumerated() {
    while next < knots.count, knots[next].share < share { next += 1 }
    if next == 0 {
      result[level] = first.level
    } else if next == knots.count {
      result[level] = knots[next - 1].level
    } else {
      let (low, high) = (knots[next - 1], knots[next])
      let t = (share - low.share) / (high.share - low.share)
      result[level] = low.level + t * (high.level - low.level)
    }
  }
  return result
}

/// Cumulative share up to the middle of each level.
private func middles(_ histogram: [Float]) -> [Float] {
  var sum = 0.0
  return histogram.map { share in
    defer { sum += Double(share) }
    return Float(sum + Double(share) / 2)
  }
}
