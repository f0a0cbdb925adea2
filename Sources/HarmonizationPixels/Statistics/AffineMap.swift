/// v -> matrix * v + offset.
public struct AffineMap: Sendable, Equatable {
  /// The linear part.
  public var matrix: Matrix3
  /// The image of 0.
  public var offset: SIMD3<Double>

  /// The map with the given parts.
  public init(matrix: Matrix3, offset: SIMD3<Double> = SIMD3(0, 0, 0)) {
    self.matrix = matrix
    self.offset = offset
  }

  /// The map with linear part `matrix` that takes `source` to `target`.
  public init(matrix: Matrix3, taking source: SIMD3<Double>, to target: SIMD3<Double>) {
    self.init(matrix: matrix, offset: target - matrix * source)
  }

  /// The image of one colour.
  public func callAsFunction(_ v: SIMD3<Double>) -> SIMD3<Double> { matrix * v + offset }

  func apply(to chunk: PixelChunk) {
    let m = (SIMD3<Float>(matrix.rows.0), SIMD3<Float>(matrix.rows.1), SIMD3<Float>(matrix.rows.2))
    let t = SIMD3<Float>(offset)
    for i in 0..<chunk.groups {
      let (r, g, b) = (chunk.r[lanes: i], chunk.g[lanes: i], chunk.b[lanes: i])
      chunk.r[lanes: i] = r * m.0.x + g * m.0.y + b * m.0.z + t.x
      chunk.g[lanes: i] = r * m.1.x + g * m.1.y + b * m.1.z + t.y
      chunk.b[lanes: i] = r * m.2.x + g * m.2.y + b * m.2.z + t.z
    }
  }
}
