/// Affine colour changes on a grid over picture and luminance.
///
/// Each node contains four vectors (red, green, blue, unused): the change per unit of the pixel's red, green and blue, and
/// the constant change. A pixel's change interpolates the eight nodes around it.
struct CoefficientGrid: Sendable {
  let shape: GridShape
  /// Four vectors per node, nodes in [row, column, level] order.
  let vectors: [SIMD4<Float>]

  init(shape: GridShape, maps: [Matrix4]) {
    self.init(shape: shape, vectors: maps.flatMap { [$0.red, $0.green, $0.blue, $0.one] })
  }

  init(shape: GridShape, vectors: [SIMD4<Float>]) {
    self.shape = shape
    self.vectors = vectors
  }

  /// Vectors of one row of nodes.
  var rowLength: Int { shape.columns * shape.levels * 4 }
}
