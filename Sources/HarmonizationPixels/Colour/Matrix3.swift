/// A 3x3 matrix of doubles: covariances of colours and the linear parts of colour maps.
public struct Matrix3: Sendable, Equatable {
  /// The rows, top to bottom.
  public var rows: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)

  /// The matrix with the given rows.
  public init(_ first: SIMD3<Double>, _ second: SIMD3<Double>, _ third: SIMD3<Double>) {
    rows = (first, second, third)
  }

  /// The diagonal matrix.
  public init(diagonal: SIMD3<Double>) {
    self.init(SIMD3(diagonal.x, 0, 0), SIMD3(0, diagonal.y, 0), SIMD3(0, 0, diagonal.z))
  }

  /// The identity.
  public static var identity: Matrix3 { Matrix3(diagonal: SIMD3(1, 1, 1)) }

  /// Entry at `row`, `column`, both 0...2 (other values read as the last).
  public subscript(row: Int, column: Int) -> Double {
    get { self[row: row][min(max(column, 0), 2)] }
    set {
      switch row {
      case 0: rows.0[min(max(column, 0), 2)] = newValue
      case 1: rows.1[min(max(column, 0), 2)] = newValue
      default: rows.2[min(max(column, 0), 2)] = newValue
      }
    }
  }

  private subscript(row row: Int) -> SIMD3<Double> {
    switch row {
    case 0: rows.0
    case 1: rows.1
    default: rows.2
    }
  }

  /// Equality entry by entry.
  public static func == (a: Matrix3, b: Matrix3) -> Bool {
    a.rows.0 == b.rows.0 && a.rows.1 == b.rows.1 && a.rows.2 == b.rows.2
  }
}

extension Matrix3 {
  /// The transpose.
  public var transposed: Matrix3 { Matrix3(column(0), column(1), column(2)) }

  /// Column 0...2.
  public func column(_ index: Int) -> SIMD3<Double> { SIMD3(self[0, index], self[1, index], self[2, index]) }

  /// The main diagonal.
  public var diagonal: SIMD3<Double> { SIMD3(rows.0.x, rows.1.y, rows.2.z) }

  /// The sum of the diagonal.
  public var trace: Double { diagonal.sum() }

  /// The determinant.
  public var determinant: Double { (rows.0 * cross(rows.1, rows.2)).sum() }

  /// The inverse (adjugate over determinant); nil where the matrix is singular.
  public var inverse: Matrix3? {
    let determinant = determinant
    guard determinant != 0, determinant.isFinite else { return nil }
    let columns = (cross(rows.1, rows.2), cross(rows.2, rows.0), cross(rows.0, rows.1))
    return Matrix3(columns.0 / determinant, columns.1 / determinant, columns.2 / determinant).transposed
  }

  /// Matrix times column vector.
  public static func * (m: Matrix3, v: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3((m.rows.0 * v).sum(), (m.rows.1 * v).sum(), (m.rows.2 * v).sum())
  }

  /// Matrix product.
  public static func * (a: Matrix3, b: Matrix3) -> Matrix3 {
    let b = b.transposed
    return Matrix3(b * a.rows.0, b * a.rows.1, b * a.rows.2)
  }

  /// Sum, entry by entry.
  public static func + (a: Matrix3, b: Matrix3) -> Matrix3 {
    Matrix3(a.rows.0 + b.rows.0, a.rows.1 + b.rows.1, a.rows.2 + b.rows.2)
  }

  /// Product with a scalar.
  public static func * (a: Matrix3, factor: Double) -> Matrix3 {
    Matrix3(a.rows.0 * factor, a.rows.1 * factor, a.rows.2 * factor)
  }
}

private func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
  SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

extension Matrix3: Codable {
  /// Reads the rows, top to bottom.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    func row(_ container: inout any UnkeyedDecodingContainer) throws -> SIMD3<Double> {
      try container.decode(SIMD3<Double>.self)
    }
    self.init(try row(&container), try row(&container), try row(&container))
  }

  /// Writes the rows, top to bottom.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for row in [rows.0, rows.1, rows.2] { try container.encode(row) }
  }
}
