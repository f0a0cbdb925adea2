/// The linear functions of a picture's colours that are closest to a mask in every neighbourhood (He, Sun, Tang: "Guided Image
/// Filtering", ECCV 2010): where the picture has an edge, so has the result, and as soft as the picture's.
///
/// The functions vary slowly, so that they can be found in a small copy and applied to the large picture (He and Sun: "Fast Guided
/// Filter", 2015).
package struct GuidedFilter: Sendable {
  /// Columns of the small copy.
  package let width: Int
  /// Rows of the small copy.
  package let height: Int
  /// For each pixel of the small copy, the factors of red, green and blue, and what is added.
  package let functions: [SIMD4<Float>]

  /// A function's value as opacity: a neighbourhood with several edges leaves a faint veil at both ends, which is cut off.
  @inlinable @inline(__always)
  package static func opacity(_ value: Float) -> Float { (value - 0.5) * 1.2 + 0.5 }

  /// Fits the functions in time proportional to the number of pixels.
  ///
  /// - Parameters:
  ///   - picture: sRGB in 0...1, three channels.
  ///   - mask: One channel of the same size, 0...1.
  ///   - radius: Neighbourhoods have `2 * radius + 1` pixels a side.
  ///   - flatness: Variance of colours below which a neighbourhood has no edge to follow.
  package init?(_ picture: Raster<Float>, mask: Raster<Float>, radius: Int, flatness: Float) {
    guard picture.channels == 3, mask.channels == 1, mask.width == picture.width, mask.height == picture.height,
      radius >= 1
    else { return nil }
    (width, height) = (picture.width, picture.height)
    let raw = Self.fitted(picture, mask, radius: radius, flatness: Double(flatness))
    functions = Self.means(raw, width: width, height: height, radius: radius)
  }

  /// What a neighbourhood's sums need: red, green, blue, mask; mask times each colour; the six products of colours.
  private typealias Sums = SIMD16<Double>

  private static func fitted(
    _ picture: Raster<Float>, _ mask: Raster<Float>, radius: Int, flatness: Double
  ) -> [SIMD4<Float>] {
    let (width, height) = (picture.width, picture.height)
    var result = [SIMD4<Float>](repeating: .zero, count: width * height)
    func products(_ index: Int) -> Sums {
      let (r, g, b) = (
        Double(picture.samples[3 * index]), Double(picture.samples[3 * index + 1]),
        Double(picture.samples[3 * index + 2])
      )
      let m = Double(mask.samples[index])
      return Sums(r, g, b, m, m * r, m * g, m * b, r * r, r * g, r * b, g * g, g * b, b * b, 0, 0, 0)
    }
    slide(width: width, height: height, radius: radius, values: products) { index, sums, count in
      result[index] = fit(sums / Double(count), flatness)
    }
    return result
  }

  private static func fit(_ mean: Sums, _ flatness: Double) -> SIMD4<Float> {
    // Nothing but object, or nothing of it: no edge, and no rounding.
    if mean[3] <= 0 { return .zero }
    if mean[3] >= 1 { return SIMD4(0, 0, 0, 1) }
    let colour = SIMD3(mean[0], mean[1], mean[2])
    let covariance = Matrix3(
      SIMD3(mean[7] - colour.x * colour.x + flatness, mean[8] - colour.x * colour.y, mean[9] - colour.x * colour.z),
      SIMD3(mean[8] - colour.x * colour.y, mean[10] - colour.y * colour.y + flatness, mean[11] - colour.y * colour.z),
      SIMD3(mean[9] - colour.x * colour.z, mean[11] - colour.y * colour.z, mean[12] - colour.z * colour.z + flatness))
    guard let inverse = covariance.inverse else { return SIMD4(0, 0, 0, Float(mean[3])) }
    let factors = inverse * (SIMD3(mean[4], mean[5], mean[6]) - colour * mean[3])
    return SIMD4(
      Float(factors.x), Float(factors.y), Float(factors.z), Float(mean[3] - (factors * colour).sum()))
  }

  private static func means(_ functions: [SIMD4<Float>], width: Int, height: Int, radius: Int) -> [SIMD4<Float>] {
    var result = functions
    slide(width: width, height: height, radius: radius, values: { SIMD4<Double>(functions[$0]) }) {
      index, sums, count in
      result[index] = SIMD4<Float>(sums / Double(count))
    }
    return result
  }

  /// The sums of `values` over the square around every pixel, cut off at the border, with the number of pixels in it.
  ///
  /// Sums of columns slide down, and sums of those slide to the right.
  @inline(__always)
  private static func slide<Sum: SIMD>(
    width: Int, height: Int, radius: Int, values: (Int) -> Sum, take: (Int, Sum, Int) -> Void
  ) where Sum.Scalar == Double {
    var columns = [Sum](repeating: .zero, count: width)
    for y in 0..<min(radius, height) {
      for x in 0..<width { columns[x] += values(y * width + x) }
    }
    for y in 0..<height {
      if y + radius < height { for x in 0..<width { columns[x] += values((y + radius) * width + x) } }
      if y > radius { for x in 0..<width { columns[x] -= values((y - radius - 1) * width + x) } }
      let rows = min(y + radius, height - 1) - max(y - radius, 0) + 1
      var sum = Sum.zero
      for x in 0..<min(radius, width) { sum += columns[x] }
      for x in 0..<width {
        if x + radius < width { sum += columns[x + radius] }
        if x > radius { sum -= columns[x - radius - 1] }
        take(y * width + x, sum, rows * (min(x + radius, width - 1) - max(x - radius, 0) + 1))
      }
    }
  }
}
