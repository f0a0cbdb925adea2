import HarmonizationPixels
import Testing

@Suite("3x3 matrices")
struct MatrixTests {
  static let symmetric: [Matrix3] = [
    .identity,
    Matrix3(diagonal: SIMD3(3, 1, 2)),
    Matrix3(SIMD3(4, 1, 0.5), SIMD3(1, 3, -0.2), SIMD3(0.5, -0.2, 1)),
    // Rank one: a single-coloured ramp.
    Matrix3(SIMD3(1, 2, 3), SIMD3(2, 4, 6), SIMD3(3, 6, 9)),
    // Twelve orders of magnitude.
    Matrix3(SIMD3(1, 1e-6, 0), SIMD3(1e-6, 1e-6, 1e-10), SIMD3(0, 1e-10, 1e-12)),
    // Two equal eigenvalues off the axes.
    Matrix3(SIMD3(2, 1, 1), SIMD3(1, 2, 1), SIMD3(1, 1, 2)),
    Matrix3(diagonal: SIMD3(0, 0, 0)),
  ]

  @Test("eigenvectors are a rotation that rebuilds the matrix", arguments: symmetric)
  func eigen(_ matrix: Matrix3) {
    let eigen = matrix.symmetricEigen
    let scale = max(abs(matrix.trace), 1e-300)
    let rebuilt = eigen.vectors * Matrix3(diagonal: eigen.values) * eigen.vectors.transposed
    #expect(distance(rebuilt, matrix) <= 1e-14 * scale)
    #expect(distance(eigen.vectors * eigen.vectors.transposed, .identity) < 1e-14)
    #expect(abs(eigen.vectors.determinant - 1) < 1e-14)
    #expect(eigen.values.x >= eigen.values.y && eigen.values.y >= eigen.values.z)
  }

  @Test("known eigenvalues")
  func knownEigenvalues() {
    let values = Matrix3(SIMD3(2, 1, 1), SIMD3(1, 2, 1), SIMD3(1, 1, 2)).symmetricEigen.values
    #expect(distance(values, SIMD3(4, 1, 1)) < 1e-14)
  }

  @Test("matrices without an inverse have none")
  func singular() {
    #expect(Matrix3(diagonal: SIMD3(1, 0, 2)).inverse == nil)
    #expect(Matrix3(diagonal: SIMD3(.infinity, 1, 1)).inverse == nil)
    #expect(Matrix3(diagonal: SIMD3(.nan, 1, 1)).inverse == nil)
  }

  @Test("roots square to the matrix; inverses undo it")
  func roots() throws {
    let matrix = Self.symmetric[2]
    let root = matrix.symmetricRoot()
    #expect(distance(root * root, matrix) < 1e-13)
    #expect(distance(root * matrix.symmetricRoot(inverse: true), .identity) < 1e-13)
    #expect(distance(try #require(matrix.inverse) * matrix, .identity) < 1e-14)
  }
}

/// The largest difference of two entries.
private func distance(_ a: Matrix3, _ b: Matrix3) -> Double {
  (0..<3).flatMap { row in (0..<3).map { abs(a[row, $0] - b[row, $0]) } }.max() ?? 0
}

private func distance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
  (0..<3).map { abs(a[$0] - b[$0]) }.max() ?? 0
}
