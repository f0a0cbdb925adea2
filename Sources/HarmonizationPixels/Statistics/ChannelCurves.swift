/// One curve per channel, each tabulated at evenly spaced inputs from 0 to 1 and interpolated linearly between them;
/// inputs outside are clamped.
public struct ChannelCurves: Sendable, Equatable {
  /// Outputs at `count` inputs 0, 1/(count-1), ..., 1 for channel 0, then 1, then 2.
  let table: [Float]
  let count: Int

  /// Tabulates three curves of equal length, at least 2; nil otherwise.
  public init?(_ first: [Float], _ second: [Float], _ third: [Float]) {
    guard first.count >= 2, first.count == second.count, first.count == third.count else { return nil }
    table = first + second + third
    count = first.count
  }

  /// Tabulates `curve(channel, input)` at 256 inputs.
  public init(_ curve: (_ channel: Int, _ input: Double) -> Double) {
    count = 256
    table = (0..<3).flatMap { channel in (0..<256).map { Float(curve(channel, Double($0) / 255)) } }
  }

  func apply(to chunk: PixelChunk) {
    for (channel, plane) in [chunk.r, chunk.g, chunk.b].enumerated() {
      apply(channel, to: UnsafeMutableBufferPointer(start: plane, count: chunk.count))
    }
  }

  /// Applies one channel's curve.
  ///
  /// - Parameters:
  ///   - channel: 0, 1 or 2.
  ///   - plane: Inputs, replaced by outputs; NaN is taken as `lower`.
  ///   - lower: The input of the curve's first value.
  ///   - extent: How far above it the input of the last value is.
  func apply(_ channel: Int, to plane: UnsafeMutableBufferPointer<Float>, lower: Float = 0, extent: Float = 1) {
    let (last, base) = (Float(count - 1), channel * count)
    let scale = last / extent
    table.withUnsafeBufferPointer { table in
      for i in plane.indices {
        let position = (plane[i] - lower) * scale
        // NaN compares false and takes the first value.
        let place = position > 0 ? min(position, last) : 0
        let below = min(Int(place), count - 2)
        let low = table[base + below]
        plane[i] = low + (table[base + below + 1] - low) * (place - Float(below))
      }
    }
  }
}
