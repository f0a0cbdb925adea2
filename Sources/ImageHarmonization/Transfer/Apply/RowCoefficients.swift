/// One native row's coefficients: the grid interpolated to that row, and where each column lies between its nodes.
///
/// Made once per band and moved from row to row, so that nothing is allocated or divided per pixel.
struct RowCoefficients {
  private let grid: CoefficientGrid
  /// Vectors of every (column, level) node at the present row.
  private var vectors: [SIMD4<Float>]
  /// Per native column of the region, the first vector of the node to its left and the weight of the node to its right.
  private let columns: [ColumnTap]
  /// Vectors from a node to its right neighbour.
  let columnStride: Int
  /// Vectors from a node to its next luminance level.
  let levelStride: Int

  struct ColumnTap {
    let base: Int32
    let fraction: Float
  }

  init(grid: CoefficientGrid, region: TransferRegion) {
    let shape = grid.shape
    self.grid = grid
    vectors = Array(repeating: .zero, count: grid.rowLength)
    columnStride = shape.columns > 1 ? shape.levels * 4 : 0
    levelStride = shape.levels > 1 ? 4 : 0
    // The last node has no right neighbour: there the left one is used with the whole weight on its right.
    let lastLeft = max(shape.columns - 2, 0)
    columns = (region.x..<(region.x + region.width)).map { x in
      let tap = Tap(pixel: x, of: region.imageWidth, cells: shape.columns)
      let left = min(tap.index, lastLeft)
      return ColumnTap(base: Int32(left * shape.levels * 4), fraction: tap.index > left ? 1 : tap.fraction)
    }
  }

  /// Interpolates the nodes to native row `y` of `height`, those that columns `used` of the region need.
  mutating func move(toRow y: Int, of height: Int, used: Range<Int>) {
    let tap = Tap(pixel: y, of: height, cells: grid.shape.rows)
    let first = Int(columns[used.lowerBound].base)
    let last = min(Int(columns[used.upperBound - 1].base) + 2 * grid.shape.levels * 4, grid.rowLength)
    grid.vectors.withUnsafeBufferPointer { source in
      vectors.withUnsafeMutableBufferPointer { row in
        let above = tap.index * grid.rowLength
        let below = tap.next * grid.rowLength
        for index in first..<last {
          let start = source[above + index]
          row[index] = start + (source[below + index] - start) * tap.fraction
        }
      }
    }
  }

  /// The present row's vectors and the region's columns.
  @inline(__always)
  func withPointers(_ body: (UnsafePointer<SIMD4<Float>>, UnsafePointer<ColumnTap>) -> Void) {
    vectors.withUnsafeBufferPointer { vectors in
      columns.withUnsafeBufferPointer { columns in
        if let vectors = vectors.baseAddress, let columns = columns.baseAddress { body(vectors, columns) }
      }
    }
  }
}
