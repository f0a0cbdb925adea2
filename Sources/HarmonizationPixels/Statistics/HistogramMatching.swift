/// The monotone curve that turns one histogram into another: level i, whose middle has the cumulative share C(i) - h(i)/2,
/// goes to where the reference has that share, interpolated between the middles of its levels.
///
/// Middles instead of upper ends make the curve of a histogram to itself the identity. Levels without pixels follow their
/// neighbours: between occupied ones linearly, beyond the last ones with slope 1.
/// - Parameters: two histograms of equal length whose entries sum to 1.
/// - Returns: one output in 0...1 per level.
func matchingCurve(from source: [Float], to reference: [Float]) -> [Float] {
  let scale = 1 / Float(max(reference.count - 1, 1))
  let targets = occupied(reference)
  var next = 0
  let knots = occupied(source).map { share, level in
    while next < targets.count, targets[next].share < share { next += 1 }
    return (level: level, output: position(of: share, in: targets, at: next) * scale)
  }
  guard !targets.isEmpty, let first = knots.first, let last = knots.last else {
    return source.indices.map { Float($0) * scale }
  }
  var segment = 0
  return source.indices.map { index in
    let level = Float(index)
    if level <= first.level { return max(0, first.output - (first.level - level) * scale) }
    if level >= last.level { return min(1, last.output + (level - last.level) * scale) }
    while knots[segment + 1].level < level { segment += 1 }
    let (low, high) = (knots[segment], knots[segment + 1])
    return low.output + (high.output - low.output) * (level - low.level) / (high.level - low.level)
  }
}

/// The level at a cumulative share; `next` is the first target whose share is not below it.
private func position(of share: Float, in targets: [(share: Float, level: Float)], at next: Int) -> Float {
  guard next > 0 else { return targets.first?.level ?? 0 }
  guard next < targets.count else { return targets[next - 1].level }
  let (low, high) = (targets[next - 1], targets[next])
  return low.level + (high.level - low.level) * (share - low.share) / (high.share - low.share)
}

/// The levels that hold pixels, each with the cumulative share up to its middle.
private func occupied(_ histogram: [Float]) -> [(share: Float, level: Float)] {
  var sum = 0.0
  return histogram.enumerated().compactMap { level, share in
    guard share > 0 else { return nil }
    defer { sum += Double(share) }
    return (Float(sum + Double(share) / 2), Float(level))
  }
}
