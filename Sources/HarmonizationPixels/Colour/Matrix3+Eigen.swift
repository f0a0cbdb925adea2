/// Eigenvalues, largest first, and the eigenvectors as columns of a rotation (orthonormal, determinant +1).
public struct SymmetricEigen: Sendable {
  /// Eigenvalues in descending order.
  public let values: SIMD3<Double>
  /// Eigenvectors as columns, in the order of `values`.
  public let vectors: Matrix3
}

extension Matrix3 {
  /// The eigendecomposition of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, section 8.5).
  ///
  /// Jacobi is slower than a closed form but keeps full relative accuracy where eigenvalues coincide or differ by many
  /// orders of magnitude, which grey and single-coloured foregrounds do. Only the symmetric part is looked at.
  public var symmetricEigen: SymmetricEigen {
    var a = (self + transposed) * 0.5
    var v = Matrix3.identity
    for _ in 0..<32 {
      let scale = abs(a[0, 0]) + abs(a[1, 1]) + abs(a[2, 2])
      let offDiagonal = abs(a[0, 1]) + abs(a[0, 2]) + abs(a[1, 2])
      guard offDiagonal > 1e-17 * scale else { break }
      for (p, q) in [(0, 1), (0, 2), (1, 2)] { rotate(&a, &v, p: p, q: q) }
    }
    return ordered(values: a.diagonal, vectors: v)
  }

  /// A symmetric positive semidefinite matrix raised to `1/2` (or `-1/2`); negative eigenvalues, which only rounding
  /// makes, count as 0 and for the inverse root as `floor`.
  public func symmetricRoot(inverse: Bool = false, floor: Double = 1e-12) -> Matrix3 {
    let eigen = symmetricEigen
    let roots = eigen.values.map { inverse ? 1 / max($0, floor).squareRoot() : max($0, 0).squareRoot() }
    return eigen.vectors * Matrix3(diagonal: roots) * eigen.vectors.transposed
  }
}

extension SIMD3<Double> {
  /// Each lane passed through `transform`.
  public func map(_ transform: (Double) -> Double) -> SIMD3<Double> { SIMD3(transform(x), transform(y), transform(z)) }
}

/// One Jacobi rotation in the plane (p, q): a becomes J^T a J with a zero at (p, q), v becomes v J.
private func rotate(_ a: inout Matrix3, _ v: inout Matrix3, p: Int, q: Int) {
  guard a[p, q] != 0 else { return }
  let theta = (a[q, q] - a[p, p]) / (2 * a[p, q])
  let t = (theta < 0 ? -1.0 : 1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
  let c = 1 / (t * t + 1).squareRoot()
  let s = t * c
  var j = Matrix3.identity
  j[p, p] = c
  j[q, q] = c
  j[p, q] = s
  j[q, p] = -s
  a = j.transposed * a * j
  a[p, q] = 0
  a[q, p] = 0
  v = v * j
}

private func ordered(values: SIMD3<Double>, vectors: Matrix3) -> SymmetricEigen {
  let order = [0, 1, 2].sorted { values[$0] > values[$1] }
  let columns = order.map { vectors.column($0) }
  var rotation = Matrix3(columns[0], columns[1], columns[2]).transposed
  if rotation.determinant < 0 { rotation = Matrix3(columns[0], columns[1], -columns[2]).transposed }
  return SymmetricEigen(values: SIMD3(values[order[0]], values[order[1]], values[order[2]]), vectors: rotation)
}
