/// A curve for each channel, tabulated and interpolated linearly: what editors call a 1D look-up table.
///
/// Colours are sRGB-encoded. An immutable value; any number of tasks may apply it at the same time.
public struct ColourCurves: Sendable, Equatable, PixelTransform {
  /// The input of the first value in each channel; inputs below are taken as this.
  public let lower: SIMD3<Float>
  /// The input of the last value; inputs above are taken as this.
  public let upper: SIMD3<Float>
  /// For evenly spaced inputs from `lower` to `upper`, the new red, green and blue.
  public let values: [SIMD3<Float>]

  /// Takes the curves' values.
  ///
  /// - Parameters:
  ///   - values: at least two.
  ///   - lower: the input of the first.
  ///   - upper: the input of the last, above `lower` in each channel.
  /// - Throws: ``PixelError/mismatch(what:found:expected:)`` if the numbers do not fit together or are not finite.
  public init(
    _ values: [SIMD3<Float>], lower: SIMD3<Float> = .zero, upper: SIMD3<Float> = .one
  ) throws(PixelError) {
    let extent = upper - lower
    guard (0..<3).allSatisfy({ extent[$0] > 0 && extent[$0].isFinite }) else {
      throw .mismatch(what: "the curves' domain", found: "\(lower) to \(upper)", expected: "a range in each channel")
    }
    guard values.count >= 2, values.allSatisfy({ ($0.x + $0.y + $0.z).isFinite }) else {
      throw .mismatch(what: "a curve", found: "\(values.count) values", expected: "at least 2 numbers")
    }
    (self.values, self.lower, self.upper) = (values, lower, upper)
  }

  /// Replaces the colours of a run by what the curves make of them.
  public func apply(to span: PixelSpan) {
    let last = Float(values.count - 1)
    values.withUnsafeBufferPointer { values in
      for (channel, plane) in [span.red, span.green, span.blue].enumerated() {
        let (start, scale) = (lower[channel], last / (upper[channel] - lower[channel]))
        for i in 0..<span.count {
          let position = (plane[i] - start) * scale
          // NaN compares false and takes the first value.
          let place = position > 0 ? min(position, last) : 0
          let below = min(Int(place), values.count - 2)
          let low = values[below][channel]
          plane[i] = low + (values[below + 1][channel] - low) * (place - Float(below))
        }
      }
    }
  }
}
