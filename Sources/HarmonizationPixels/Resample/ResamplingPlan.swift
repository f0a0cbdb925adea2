/// The two nearest input samples of an output sample, as OpenCV's `INTER_LINEAR` finds them: half-pixel centres, edges repeated.
struct Neighbours {
  let first: Int
  let second: Int
  /// Weight of the second, 0...1.
  let fraction: Float

  /// Output `index` of `outputs` onto which `from ..< from + extent` of `limit` input samples is mapped.
  init(index: Int, outputs: Int, from: Double = 0, extent: Double, limit: Int) {
    // The order and precision of OpenCV's own computation matter for the last bit.
    let scale = 1 / (Double(outputs) / extent)
    let position = Float((Double(index) + 0.5) * scale - 0.5 + from)
    let floor = position.rounded(.down)
    fraction = position - floor
    first = min(max(Int(floor), 0), limit - 1)
    second = min(max(Int(floor) + 1, 0), limit - 1)
  }
}

/// Which source pixels make an output row or column: a mix of two neighbours with 11-bit weights (0 for both outside).
package struct AxisTap: Sendable, Equatable {
  package var first = 0
  package var second = 0
  package var firstWeight: Int32 = 0
  package var secondWeight: Int32 = 0

  /// Output `index` of `outputs` that a stretch of `length` source pixels from `start` on is resized to.
  package init(index: Int, outputs: Int, start: Int, length: Int) {
    let neighbours = Neighbours(index: index, outputs: outputs, extent: Double(length), limit: length)
    first = start + neighbours.first
    second = start + neighbours.second
    firstWeight = Int32(((1 - neighbours.fraction) * 2048).rounded(.toNearestOrEven))
    secondWeight = Int32((neighbours.fraction * 2048).rounded(.toNearestOrEven))
  }

  /// Nothing: a row or column of padding.
  package init() {}
}

/// A crop, resize, flip and padding in one pass; the same plan serves composite, target and mask.
package struct ResamplingPlan: Sendable, Equatable {
  package var columns: [AxisTap]
  package var rows: [AxisTap]

  /// A window resized to `width` x `height`.
  package init(window: PixelRect, width: Int, height: Int) {
    columns = (0..<width).map { AxisTap(index: $0, outputs: width, start: window.x, length: window.width) }
    rows = (0..<height).map { AxisTap(index: $0, outputs: height, start: window.y, length: window.height) }
  }

  /// A picture resized to `scaled`, padded around to at least `size`, from which a square of `size` is cut at `origin`
  /// (0...1 of the room that there is in either direction).
  package init(
    width: Int, height: Int, scaled: (width: Int, height: Int), size: Int, origin: (x: Double, y: Double)
  ) {
    func axis(_ length: Int, scaled: Int, origin: Double) -> [AxisTap] {
      let padding = max(size - scaled, 0) / 2
      let room = max(scaled - size, 0)
      let start = Int(Double(room) * origin) - padding
      return (start..<start + size).map { index in
        (0..<scaled).contains(index) ? AxisTap(index: index, outputs: scaled, start: 0, length: length) : AxisTap()
      }
    }
    columns = axis(width, scaled: scaled.width, origin: origin.x)
    rows = axis(height, scaled: scaled.height, origin: origin.y)
  }

  /// The plan followed by a horizontal flip.
  package var flipped: ResamplingPlan {
    var plan = self
    plan.columns.reverse()
    return plan
  }
}
