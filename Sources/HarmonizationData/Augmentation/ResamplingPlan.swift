import HarmonizationPixels

/// Which source pixels make an output row or column: a mix of two neighbours with 11-bit weights (0 for both outside).
struct AxisTap: Sendable, Equatable {
  var first = 0
  var second = 0
  var firstWeight: Int32 = 0
  var secondWeight: Int32 = 0

  /// Output `index` of `outputs` that a stretch of `length` source pixels from `start` on is resized to, as OpenCV's
  /// `INTER_LINEAR` computes it: half-pixel centres, no antialiasing, edges repeated.
  init(index: Int, outputs: Int, start: Int, length: Int) {
    let scale = 1 / (Double(outputs) / Double(length))
    let position = Float((Double(index) + 0.5) * scale - 0.5)
    let floor = position.rounded(.down)
    let fraction = position - floor
    let left = Int(floor)
    first = start + min(max(left, 0), length - 1)
    second = start + min(max(left + 1, 0), length - 1)
    firstWeight = Int32(((1 - fraction) * 2048).rounded(.toNearestOrEven))
    secondWeight = Int32((fraction * 2048).rounded(.toNearestOrEven))
  }

  /// Nothing: a row or column of padding.
  init() {}
}

/// A crop, resize, flip and padding in one pass; the same plan serves composite, target and mask.
struct ResamplingPlan: Sendable, Equatable {
  var columns: [AxisTap]
  var rows: [AxisTap]

  /// A window resized to `size` x `size`.
  init(window: PixelRect, size: Int) {
    columns = (0..<size).map { AxisTap(index: $0, outputs: size, start: window.x, length: window.width) }
    rows = (0..<size).map { AxisTap(index: $0, outputs: size, start: window.y, length: window.height) }
  }

  /// A picture resized to `scaled`, padded around to at least `size`, from which a square of `size` is cut at `origin`
  /// (0...1 of the room that there is in either direction).
  init(
    width: Int, height: Int, scaled: (width: Int, height: Int), size: Int, origin: (x: Double, y: Double)
  ) {
    func axis(_ length: Int, _ scaled: Int, _ origin: Double) -> [AxisTap] {
      let padding = max(size - scaled, 0) / 2
      let room = max(scaled - size, 0)
      let start = Int(Double(room) * origin) - padding
      return (start..<start + size).map { index in
        (0..<scaled).contains(index) ? AxisTap(index: index, outputs: scaled, start: 0, length: length) : AxisTap()
      }
    }
    columns = axis(width, scaled.width, origin.x)
    rows = axis(height, scaled.height, origin.y)
  }

  /// The plan followed by a horizontal flip.
  var flipped: ResamplingPlan {
    var plan = self
    plan.columns.reverse()
    return plan
  }
}
