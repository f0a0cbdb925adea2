/// How far every pixel is from marked ones along paths that cross as few edges as possible.
enum GeodesicDistance {
  /// A path across the whole picture without an edge is as long as a step over this difference of colours.
  private static let evenness: Float = 0.3

  /// Found in passes over the picture from all corners in turns (Criminisi, Sharp, Blake: GeoS, ECCV 2008).
  ///
  /// - Parameters:
  ///   - seeds: The distance that each pixel is known to have at most, row by row.
  ///   - colours: Row by row.
  ///   - width: Pixels in a row.
  static func distances(from seeds: [Float], colours: [SIMD3<Float>], width: Int) -> [Float] {
    let height = seeds.count / max(width, 1)
    var distances = seeds
    let step = evenness / Float(max(width, height))
    for _ in 0..<2 {
      sweep(&distances, colours, width: width, rows: Array(0..<height), columns: Array(0..<width), step: step)
      sweep(
        &distances, colours, width: width, rows: (0..<height).reversed(), columns: (0..<width).reversed(), step: step)
    }
    return distances
  }

  private static func sweep(
    _ distances: inout [Float], _ colours: [SIMD3<Float>], width: Int, rows: [Int], columns: [Int], step: Float
  ) {
    guard let firstRow = rows.first, let firstColumn = columns.first, let lastColumn = columns.last else { return }
    let down = rows.count > 1 ? rows[1] - rows[0] : 1
    let along = columns.count > 1 ? columns[1] - columns[0] : 1
    let diagonal = step * Float(2).squareRoot()
    for y in rows {
      for x in columns {
        let index = y * width + x
        var best = distances[index]
        func consider(_ offset: Int, _ length: Float) {
          let d = colours[index] - colours[index + offset]
          best = min(best, distances[index + offset] + length + (d * d).sum().squareRoot())
        }
        if x != firstColumn { consider(-along, step) }
        if y != firstRow {
          let above = -down * width
          consider(above, step)
          if x != firstColumn { consider(above - along, diagonal) }
          if x != lastColumn { consider(above + along, diagonal) }
        }
        distances[index] = best
      }
    }
  }
}
