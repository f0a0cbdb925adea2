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
    let last = Float(count - 1)
    table.withUnsafeBufferPointer { table in
      for (channel, plane) in [chunk.r, chunk.g, chunk.b].enumerated() {
        let base = channel * count
        for i in 0..<chunk.count {
          // `max` first: it turns NaN into 0.
          let x = min(max(0, plane[i]), 1) * last
          let below = min(Int(x), count - 2)
          let low = table[base + below]
          plane[i] = low + (table[base + below + 1] - low) * (x - Float(below))
        }
      }
    }
  }
}
