/// Normal equations per cell of a bilateral grid: columns x rows x luminance levels.
struct EvidenceGrid {
  let shape: GridShape
  var cells: [NormalEquations]

  init(shape: GridShape) {
    self.shape = shape
    cells = Array(repeating: NormalEquations(), count: shape.count)
  }

  /// All evidence in one cell.
  func total() -> NormalEquations {
    var sum = NormalEquations()
    for cell in cells { sum.add(cell, times: 1) }
    return sum
  }
}

extension EvidenceGrid {
  /// Spreads every foreground pixel over the eight cells around it, weighted by the fourth power of the mask: a pixel
  /// that contains some background says little about the foreground's colours.
  init(shape: GridShape, samples: FitSamples) {
    self.init(shape: shape)
    for y in 0..<samples.height {
      let row = LinearTap(pixel: y, of: samples.height, cells: shape.rows)
      for x in 0..<samples.width {
        let weight = samples.weight(x: x, y: y)
        guard weight > 0 else { continue }
        let column = LinearTap(pixel: x, of: samples.width, cells: shape.columns)
        let square = weight * weight
        splat(
          samples.colour(x: x, y: y), change: samples.change(x: x, y: y), weight: square * square, column: column,
          row: row)
      }
    }
  }

  @inline(__always)
  private mutating func splat(
    _ colour: SIMD4<Float>, change: SIMD4<Float>, weight: Float, column: LinearTap, row: LinearTap
  ) {
    let evidence = NormalEquations(colour: colour, change: change)
    let level = LinearTap(luminance: luminance(colour), levels: shape.levels)
    for (y, rowWeight) in [(row.index, 1 - row.fraction), (row.next, row.fraction)] where rowWeight > 0 {
      for (x, columnWeight) in [(column.index, 1 - column.fraction), (column.next, column.fraction)]
      where columnWeight > 0 {
        let cell = (y * shape.columns + x) * shape.levels
        let share = weight * rowWeight * columnWeight
        cells[cell + level.index].add(evidence, times: share * (1 - level.fraction))
        cells[cell + level.next].add(evidence, times: share * level.fraction)
      }
    }
  }
}

extension EvidenceGrid {
  /// Sums each cell's neighbourhood under a Gaussian window of peak 1, so that masses still count pixels.
  ///
  /// Nothing is outside the grid: windows at the border simply hold less.
  func gathered(spatial: Float, tonal: Float) -> EvidenceGrid {
    gathered(GaussianWindow(sigma: spatial), GaussianWindow(sigma: tonal))
  }

  /// From windows of standard deviations `spatial` and `tonal`, windows twice as large.
  func doubled(spatial: Float, tonal: Float) -> EvidenceGrid {
    gathered(GaussianWindow(doubling: spatial), GaussianWindow(doubling: tonal))
  }

  private func gathered(_ spatial: GaussianWindow, _ tonal: GaussianWindow) -> EvidenceGrid {
    var result = self
    result.gather(spatial, length: shape.rows, stride: shape.columns * shape.levels)
    result.gather(spatial, length: shape.columns, stride: shape.levels)
    result.gather(tonal, length: shape.levels, stride: 1)
    return result
  }

  /// One separable pass along the axis of `length` cells that are `stride` apart. Most cells are empty and cost nothing.
  private mutating func gather(_ window: GaussianWindow, length: Int, stride: Int) {
    guard length > 1 else { return }
    let source = cells
    cells = Array(repeating: NormalEquations(), count: source.count)
    let block = length * stride
    for index in source.indices where source[index].mass > 0 {
      let position = index % block / stride
      for offset in max(-window.radius, -position)...min(window.radius, length - 1 - position) {
        cells[index + offset * stride].add(source[index], times: window[offset])
      }
    }
  }
}
