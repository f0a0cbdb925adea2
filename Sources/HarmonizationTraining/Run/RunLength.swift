import HarmonizationData

/// How long a run is, and which batches make up which update.
struct RunLength: Equatable {
  /// Updates in an epoch.
  let stepsPerEpoch: Int
  /// Updates in the run.
  let steps: Int
  private let accumulation: Int
  private let batchesPerPass: Int

  /// For a plan over the training data.
  init(_ recipe: Recipe, plan: BatchPlan) {
    accumulation = recipe.gradientAccumulation
    batchesPerPass = plan.stepsPerEpoch
    stepsPerEpoch = recipe.stepsPerEpoch ?? max(1, batchesPerPass / accumulation)
    steps = stepsPerEpoch * recipe.epochs
  }

  /// Passes through the data that the run touches.
  var passes: Int { (steps * accumulation + batchesPerPass - 1) / batchesPerPass }

  /// The pass and the batch in it that an update starts with.
  func start(of step: Int) -> (pass: Int, batch: Int) {
    (step * accumulation / batchesPerPass, step * accumulation % batchesPerPass)
  }

  /// The epoch, from 0, that an update belongs to.
  func epoch(of step: Int) -> Int { step / stepsPerEpoch }
}
