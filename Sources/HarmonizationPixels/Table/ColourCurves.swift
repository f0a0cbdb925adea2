/// A curve for each channel, tabulated and interpolated linearly: what editors call a 1D look-up table.
///
/// Colours are sRGB-encoded. An immutable value; any number of tasks may apply it at the same time.
public struct ColourCurves: Sendable, Equatable, PixelTransform {
  /// The input of the first value in each channel; inputs below are taken as this.
  public let lower: SIMD3<Float>
  /// The input of the last value; inputs above are taken as this.
  public let upper: SIMD3<Float>
  /// The values, as if their inputs were 0...1.
  private let curves: ChannelCurves

  /// For evenly spaced inputs from ``lower`` to ``upper``, the new red, green and blue.
  public var values: [SIMD3<Float>] {
    let (table, count) = (curves.table, curves.count)
    return (0..<count).map { SIMD3(table[$0], table[count + $0], table[2 * count + $0]) }
  }

  /// Takes the curves' values.
  ///
  /// - Parameters:
  ///   - values: the new red, green and blue for evenly spaced inputs from `lower` to `upper`; at least two.
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
    guard values.allSatisfy({ ($0.x + $0.y + $0.z).isFinite }),
      let curves = ChannelCurves(values.map(\.x), values.map(\.y), values.map(\.z))
    else { throw .mismatch(what: "a curve", found: "\(values.count) values", expected: "at least 2 numbers") }
    (self.curves, self.lower, self.upper) = (curves, lower, upper)
  }

  /// Replaces the colours of a run by what the curves make of them.
  public func apply(to span: PixelSpan) {
    for (channel, plane) in [span.red, span.green, span.blue].enumerated() {
      curves.apply(
        channel, to: UnsafeMutableBufferPointer(start: plane, count: span.count), lower: lower[channel],
        extent: upper[channel] - lower[channel])
    }
  }
}
