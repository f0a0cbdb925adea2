extension CoefficientGrid {
  /// A network's own output as a map: it takes the pixel away and puts the output in its place.
  static func enlargement(_ samples: FitSamples) -> CoefficientGrid {
    perPixel(samples) { x, y in
      var map = Matrix4(diagonal: -1)
      map.one = samples.target(x: x, y: y)
      return map
    }
  }

  /// A network's change as a map that does not look at the pixel.
  static func residual(_ samples: FitSamples) -> CoefficientGrid {
    perPixel(samples) { x, y in
      var map = Matrix4()
      map.one = samples.change(x: x, y: y)
      return map
    }
  }

  private static func perPixel(_ samples: FitSamples, _ map: (Int, Int) -> Matrix4) -> CoefficientGrid {
    let shape = GridShape(columns: samples.width, rows: samples.height, levels: 1)
    let maps = (0..<samples.height).flatMap { y in (0..<samples.width).map { x in map(x, y) } }
    return CoefficientGrid(shape: shape, maps: maps)
  }

  /// Fits an affine map per cell, from one map for all foreground down to the finest windows.
  ///
  /// Each window takes the map of the window twice its size as prior, worth `prior` pixels that are distributed as that
  /// larger window's pixels. So a cell without evidence (beyond the mask, or of a luminance that the small picture never
  /// shows) carries its surroundings' map on, and one with evidence follows it: that is what keeps edges free of halos.
  static func fitted(_ samples: FitSamples, shape: GridShape, smoothing: Float, options: TransferOptions)
    -> CoefficientGrid
  {
    let evidence = EvidenceGrid(shape: shape, samples: samples)
    var fit = PyramidFit(total: evidence.total(), shape: shape, prior: options.prior, ridge: options.ridge)
    for window in windows(of: evidence, smoothing: smoothing).reversed() { fit.refine(with: window) }
    return CoefficientGrid(shape: shape, maps: fit.maps)
  }

  /// Windows of one, two and four times the smoothing, finest first.
  private static func windows(of evidence: EvidenceGrid, smoothing: Float) -> [EvidenceGrid] {
    let first = evidence.gathered(spatial: smoothing, tonal: tonalSmoothing)
    let second = first.doubled(spatial: smoothing, tonal: tonalSmoothing)
    return [first, second, second.doubled(spatial: smoothing * 2, tonal: tonalSmoothing * 2)]
  }

  /// Standard deviation of the finest window in luminance levels: as much overlap as linear interpolation needs.
  private static let tonalSmoothing: Float = 0.7
}
