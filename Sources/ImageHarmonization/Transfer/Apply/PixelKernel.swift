/// The inner loop: the changed colours of a run of pixels.
///
/// Colours are whole vectors of four in memory, because the optimiser takes vectors apart whose fourth lane no one reads.
/// Arithmetic that cannot overflow (indices within one grid row) is unchecked, and fused multiply-adds are avoided: on a
/// processor without them each would be a call.
struct PixelKernel {
  /// The row's coefficients; see ``CoefficientGrid``.
  let vectors: UnsafePointer<SIMD4<Float>>
  /// Vectors from a node to its right neighbour, 0 if there is none.
  let columnStride: Int
  /// Vectors from a node to its next luminance level, 0 if there is none.
  let levelStride: Int
  /// Luminance levels, at least 2 if there is a stride between them.
  let levels: Int

  /// Adds its change to each of `colours`, (red, green, blue, 1).
  func transform(
    _ colours: UnsafeMutablePointer<SIMD4<Float>>, columns: UnsafePointer<ColumnTaps.Tap>, count: Int
  ) {
    if levelStride == 0 {
      for x in 0..<count {
        let change = interpolated(vectors + Int(columns[x].base), colours[x], right: columns[x].fraction)
        colours[x] += inGamut(change, of: colours[x])
      }
    } else {
      for x in 0..<count {
        let (level, upper) = levelTap(colours[x])
        let node = vectors + (Int(columns[x].base) &+ level &* levelStride)
        let low = interpolated(node, colours[x], right: columns[x].fraction)
        let high = interpolated(node + levelStride, colours[x], right: columns[x].fraction)
        colours[x] += inGamut(low + (high - low) * upper, of: colours[x])
      }
    }
  }

  /// The level below a colour's luminance and the weight of the level above.
  ///
  /// Rounds `position - 1/2` with the adder itself: near 1.5 * 2^23 the spacing of floats is 1.
  @inline(__always)
  private func levelTap(_ colour: SIMD4<Float>) -> (level: Int, upper: Float) {
    let topLevel = Float(levels &- 1)
    let position = luminance(colour) * topLevel
    // NaN compares false and takes level 0.
    let positive = position > 0 ? position : 0
    let clamped = positive < topLevel ? positive : topLevel
    let rounded = (clamped - 0.5) + 0x1.8p23
    let level = min(Int(rounded.bitPattern) &- 0x4B40_0000, levels &- 2)
    return (level, clamped - Float(level))
  }

  /// The change between two columns.
  @inline(__always)
  private func interpolated(_ node: UnsafePointer<SIMD4<Float>>, _ colour: SIMD4<Float>, right: Float) -> SIMD4<Float> {
    let start = affine(node, colour)
    return start + (affine(node + columnStride, colour) - start) * right
  }

  @inline(__always)
  private func affine(_ node: UnsafePointer<SIMD4<Float>>, _ colour: SIMD4<Float>) -> SIMD4<Float> {
    (node[0] * colour.x + node[1] * colour.y) + (node[2] * colour.z + node[3])
  }
}

/// The part of `change` that keeps `colour` within 0...1, so that a soft mask blends towards a colour that exists.
///
/// A pixel outside 0...1 (floating-point pictures may hold such) is never moved further out, and not at all by no change.
@inline(__always)
func inGamut(_ change: SIMD4<Float>, of colour: SIMD4<Float>) -> SIMD4<Float> {
  let room = 1 - colour
  let upper = room.replacing(with: 0, where: room .< 0)
  let lower = (-colour).replacing(with: 0, where: colour .< 0)
  let limited = change.replacing(with: upper, where: change .> upper)
  return limited.replacing(with: lower, where: limited .< lower)
}
