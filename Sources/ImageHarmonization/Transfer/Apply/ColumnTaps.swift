/// Where native columns lie between a grid's columns of nodes; the same for every row of a picture.
struct ColumnTaps: Sendable {
  /// Per native column, the first vector of the node to its left and the weight of the node to its right.
  let taps: [Tap]
  /// Vectors from a node to its right neighbour, 0 if there is none.
  let columnStride: Int
  /// Vectors from a node to its next luminance level, 0 if there is none.
  let levelStride: Int

  struct Tap: Sendable {
    let base: Int32
    let fraction: Float
  }

  /// For native `columns` of a picture `imageWidth` wide.
  init(shape: GridShape, columns: Range<Int>, imageWidth: Int) {
    columnStride = shape.columns > 1 ? shape.levels * 4 : 0
    levelStride = shape.levels > 1 ? 4 : 0
    // The last node has no right neighbour: there the left one is used with the whole weight on its right.
    let lastLeft = max(shape.columns - 2, 0)
    taps = columns.map { x in
      let tap = LinearTap(pixel: x, of: imageWidth, cells: shape.columns)
      let left = min(tap.index, lastLeft)
      return Tap(base: Int32(left * shape.levels * 4), fraction: tap.index > left ? 1 : tap.fraction)
    }
  }
}

extension CoefficientGrid {
  /// Interpolates the nodes to native row `y` of `height`, those that the taps at `used` need.
  ///
  /// - Parameter vectors: takes `rowLength` vectors; those that are not needed stay as they are.
  func interpolate(
    row y: Int, of height: Int, for taps: ColumnTaps, used: Range<Int>, into vectors: UnsafeMutablePointer<SIMD4<Float>>
  ) {
    let tap = LinearTap(pixel: y, of: height, cells: shape.rows)
    let first = Int(taps.taps[used.lowerBound].base)
    let last = min(Int(taps.taps[used.upperBound - 1].base) + 2 * shape.levels * 4, rowLength)
    self.vectors.withUnsafeBufferPointer { source in
      let (above, below) = (tap.index * rowLength, tap.next * rowLength)
      for index in first..<last {
        let start = source[above + index]
        (vectors + index).initialize(to: start + (source[below + index] - start) * tap.fraction)
      }
    }
  }
}

extension PixelKernel {
  /// For one row's `vectors` of a grid with `levels` luminance levels.
  init(_ vectors: UnsafePointer<SIMD4<Float>>, _ taps: ColumnTaps, levels: Int) {
    self.init(vectors: vectors, columnStride: taps.columnStride, levelStride: taps.levelStride, levels: levels)
  }
}
