import HarmonizationPixels

/// Sides of a coefficient grid.
struct GridShape: Sendable, Equatable {
  let columns: Int
  let rows: Int
  /// Luminance nodes; 1 means that the map does not depend on luminance.
  let levels: Int

  /// Cells in all.
  var count: Int { columns * rows * levels }
}

/// Luminance (ITU-R BT.601 weights on encoded sRGB): the third coordinate of the bilateral grid.
@inline(__always)
func luminance(_ colour: SIMD4<Float>) -> Float { Luma.bt601(red: colour.x, green: colour.y, blue: colour.z) }

/// Linear interpolation between two neighbouring nodes.
struct LinearTap: Sendable {
  let index: Int
  let next: Int
  /// Weight of `next`, 0...1.
  let fraction: Float

  /// Between cell centres: both pixels and cells cover the picture from edge to edge.
  @inline(__always)
  init(pixel: Int, of pixels: Int, cells: Int) {
    let position = (Double(pixel) + 0.5) * Double(cells) / Double(pixels) - 0.5
    let clamped = min(max(position, 0), Double(cells - 1))
    index = Int(clamped)
    next = min(index + 1, cells - 1)
    fraction = Float(clamped - Double(index))
  }

  /// Between luminance nodes, the first at black and the last at white; what is beyond (or is NaN) takes the nearest.
  @inline(__always)
  init(luminance: Float, levels: Int) {
    let last = Float(levels - 1)
    let position = luminance * last
    let positive = position > 0 ? position : 0
    let clamped = positive < last ? positive : last
    index = Int(clamped)
    next = min(index + 1, levels - 1)
    fraction = clamped - Float(index)
  }
}
