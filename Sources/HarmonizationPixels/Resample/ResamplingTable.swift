/// How pixels are averaged when an image changes size.
public enum ResamplingFilter: Sendable {
  /// The mean over the area that an output pixel covers.
  case area
  /// Linear interpolation, widened to the output's pixel when reducing, so that nothing aliases.
  case triangle
  /// Linear interpolation of the two nearest pixels whatever the reduction, which aliases: OpenCV's `INTER_LINEAR`, half-pixel
  /// centres, edges repeated.
  case linear
}

/// For every output sample of one axis: which input samples it averages, with which weights (they sum to 1).
package struct ResamplingTable: Sendable {
  /// First input sample of each output sample.
  private(set) var starts: [Int] = []
  /// Where each output sample's weights start in `weights`; one more than there are outputs.
  private(set) var offsets: [Int] = [0]
  private(set) var weights: [Float] = []
  /// Input samples of the axis.
  let input: Int

  /// Maps all `input` samples to `output` samples.
  package init(input: Int, output: Int, filter: ResamplingFilter) {
    self.init(input: input, from: 0, extent: Double(input), output: output, filter: filter)
  }

  /// Maps `output` samples onto the interval `from ..< from + extent` of `input` samples, pixel areas aligned.
  package init(input: Int, from: Double, extent: Double, output: Int, filter: ResamplingFilter) {
    self.input = input
    starts.reserveCapacity(output)
    offsets.reserveCapacity(output + 1)
    let scale = extent / Double(output)
    if filter == .linear {
      for index in 0..<output {
        append(Neighbours(index: index, outputs: output, from: from, extent: extent, limit: input))
      }
      return
    }
    let support = filter == .area ? scale / 2 : max(scale, 1)
    for index in 0..<output {
      let center = from + (Double(index) + 0.5) * scale
      let first = min(max(Int((center - support).rounded(.down)), 0), input - 1)
      let last = min(max(Int((center + support).rounded(.up)), first + 1), input)
      append(first..<last, center: center, support: support, filter: filter)
    }
  }

  private mutating func append(_ neighbours: Neighbours) {
    starts.append(neighbours.first)
    weights += neighbours.second > neighbours.first ? [1 - neighbours.fraction, neighbours.fraction] : [1]
    offsets.append(weights.count)
  }

  /// Appends the weights of one output sample, without zeros at the ends.
  private mutating func append(_ samples: Range<Int>, center: Double, support: Double, filter: ResamplingFilter) {
    var start: Int?
    let begin = weights.count
    for sample in samples {
      let weight = Float(Self.weight(of: sample, center: center, support: support, filter: filter))
      if weight > 0 || start != nil {
        if start == nil { start = sample }
        weights.append(max(weight, 0))
      }
    }
    while weights.count > begin, weights[weights.count - 1] == 0 { weights.removeLast() }
    if weights.count == begin {  // nothing inside the image: its nearest sample
      start = min(max(Int(center.rounded(.down)), samples.lowerBound), samples.upperBound - 1)
      weights.append(1)
    }
    let total = weights[begin...].reduce(0, +)
    for index in begin..<weights.count { weights[index] /= total }
    starts.append(start ?? samples.lowerBound)
    offsets.append(weights.count)
  }

  private static func weight(
    of sample: Int, center: Double, support: Double, filter: ResamplingFilter
  ) -> Double {
    switch filter {
    case .area:  // overlap of the two intervals
      return max(min(Double(sample) + 1, center + support) - max(Double(sample), center - support), 0)
    case .triangle, .linear: return max(1 - abs(Double(sample) + 0.5 - center) / support, 0)
    }
  }

  var count: Int { starts.count }

  /// The table for inner loops: number of outputs, starts, offsets, weights.
  func withPointers(
    _ body: (Int, UnsafePointer<Int>, UnsafePointer<Int>, UnsafePointer<Float>) -> Void
  ) {
    starts.withUnsafeBufferPointer { starts in
      offsets.withUnsafeBufferPointer { offsets in
        weights.withUnsafeBufferPointer { weights in
          guard let s = starts.baseAddress, let o = offsets.baseAddress, let w = weights.baseAddress else { return }
          body(starts.count, s, o, w)
        }
      }
    }
  }

  /// The most output samples that one input sample, or the gap after it, is being averaged into at a time.
  var overlap: Int {
    var (most, first) = (0, 0)
    for index in starts.indices {
      while range(first).upperBound <= starts[index] { first += 1 }
      most = max(most, index - first + 1)
    }
    return most
  }

  /// The input samples of output `index`.
  func range(_ index: Int) -> Range<Int> { starts[index]..<(starts[index] + offsets[index + 1] - offsets[index]) }
}
