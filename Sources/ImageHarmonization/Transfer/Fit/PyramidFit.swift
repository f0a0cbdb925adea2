/// Affine maps per cell, refined from window to window, coarse to fine.
struct PyramidFit {
  /// The maps so far.
  private(set) var maps: [Matrix4]
  /// Per cell, how the colours behind its map are distributed: a Gram matrix of mass 1.
  private var distributions: [Matrix4]
  private let prior: Float
  private let ridge: Float

  /// Starts with one map for all foreground, pulled towards identity (no change) by the ridge.
  init(total: NormalEquations, shape: GridShape, prior: Float, ridge: Float) {
    var equations = NormalEquations()
    equations.add(total, times: 1 / total.mass)
    distributions = Array(repeating: equations.gram, count: shape.count)
    equations.gram.add(Matrix4(diagonal: ridge), times: 1)
    maps = Array(repeating: equations.solved(), count: shape.count)
    self.prior = prior
    self.ridge = ridge
  }

  /// Replaces each map by that of its window, with the present map as prior.
  ///
  /// Minimises the window's squared errors + `prior` times the mean squared difference from the present map over the
  /// present distribution + a ridge on the difference of the coefficients.
  mutating func refine(with windows: EvidenceGrid) {
    // A window without evidence keeps the map that it has.
    for index in maps.indices where windows.cells[index].mass > 0 {
      let window = windows.cells[index]
      var pull = Matrix4(diagonal: ridge * (prior + window.mass))
      pull.add(distributions[index], times: prior)
      var equations = window
      equations.gram.add(pull, times: 1)
      equations.product.add(pull.times(maps[index]), times: 1)
      maps[index] = equations.solved()

      let share = 1 / (window.mass + prior)
      var distribution = Matrix4()
      distribution.add(window.gram, times: share)
      distribution.add(distributions[index], times: prior * share)
      distributions[index] = distribution
    }
  }
}
