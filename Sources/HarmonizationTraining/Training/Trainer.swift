import HarmonizationData
import HarmonizationImaging
import HarmonizationTorch

/// Trains a network by a recipe in a run folder.
///
/// On a CPU, the weights at the end depend on the recipe, the data and the number of libtorch's threads alone: a run that was
/// killed anywhere and resumed ends with the same bits as one that was not.
public final class Trainer {
  /// What is done.
  public let recipe: Recipe
  /// Where it is written down.
  public let folder: RunFolder
  let options: TrainerOptions
  let state: TrainingState
  private let pipeline: SamplePipeline
  private let plan: BatchPlan
  let length: RunLength
  let validator: Validator?
  let pictures: Validator
  let logger: RunLogger
  var states: RunStateStore
  var position: RunPosition
  var lastSave = ContinuousClock.now
  /// The names of the samples by which the best weights are chosen, hashed.
  private(set) var chosenOn: String?

  /// Prepares a run: opens the data, makes the network, restores the state of a resumed run.
  ///
  /// - Throws: ``TrainingError``; `TorchError` without libtorch; `DataError`; `CheckpointError`; `ImagingError` without libvips.
  public init(
    _ recipe: Recipe, data: TrainingData, folder: RunFolder, options: TrainerOptions = TrainerOptions(),
    report: @escaping (TrainingEvent) -> Void = { _ in }
  ) throws {
    func note(_ text: String) {
      folder.note(text)
      report(.note(text))
    }
    try recipe.validate()
    try folder.check(recipe)
    // Pictures of the log are encoded by libvips: a missing one is known now, not after the first epoch.
    if recipe.logging.pictures > 0 { _ = try ImagingLibrary.version() }
    if let text = recipe.precision.note(on: options.device) { note(text) }
    var recipe = recipe
    recipe.precision = recipe.precision.resolved(on: options.device)
    (self.recipe, self.folder, self.options) = (recipe, folder, options)
    try TorchLibrary.setDeterministic(options.device == .cpu)
    try TorchLibrary.allowReducedFloat32(recipe.tensorFloat32 && recipe.precision != .float64)
    states = RunStateStore(folder)
    let weights = try StartingWeights(recipe, recipe.graph(), readingFiles: states.isEmpty)
    state = try TrainingState(recipe, device: options.device, initialize: weights.values)
    let restored = try states.restore(state, note: note)
    let data = try data.prepared(for: recipe, in: folder, options, note: note)
    plan = try BatchPlan(samples: data.training.source.count, batchSize: recipe.batchSize, seed: recipe.seed)
    length = RunLength(recipe, plan: plan)
    position = try Self.position(restored, samples: plan.samples, folder)
    pipeline = try data.training.pipeline(
      recipe.augmentation, recolouring: recipe.recolouring, seed: recipe.seed, workers: options.workers)
    validator = try data.validation.map { try Validator($0, recipe: recipe, workers: options.workers) }
    pictures =
      try validator
      ?? Validator(
        data.training.limited(to: 4 * max(recipe.logging.pictures, 1)), recipe: recipe, workers: options.workers)
    // Only now is the recipe written down, so that a run whose data or weights are wrong can be started again.
    let changes = try folder.adopt(recipe, step: position.step)
    logger = try RunLogger(folder, recipe: recipe, length: length, step: position.step, report: report)
    (restored == nil ? weights.notes : ["continues after step \(position.step) of \(length.steps)"] + changes).forEach(
      note)
    note(try folder.recordSession(recipe, data, options))
    try adoptPosition(validation: data.validation, note: note)
  }

  /// Sets what belongs to the position but may differ from the session before: threads and what is validated on.
  private func adoptPosition(validation: SampleCollection?, note: (String) -> Void) throws {
    let threads = try TorchLibrary.threads()
    if let before = position.threads, before != threads {
      note("uses \(threads) threads; the run had \(before), so its last bits will differ from an uninterrupted run's")
    }
    position.threads = threads
    guard let validation else { return }
    let basis =
      "\(recipe.validation.score.rawValue) at \(recipe.augmentation.size), data "
      + RecordedSamples(validation, decodedShortSide: nil).contentHash
    if let best = position.best, let before = position.bestBasis, before != basis {
      let kept = try folder.setBestAside(step: best.step)
      note(
        "validation: other data or another score than before, so the best so far (\(best.score)) is not compared with what follows; "
          + "it is kept as \(kept.lastPathComponent)")
      position.best = nil
    }
    position.bestBasis = basis
    chosenOn = validation.namesHash
  }

  /// Where the run starts; throws where the data is other than it was.
  private static func position(_ restored: RunPosition?, samples: Int, _ folder: RunFolder) throws -> RunPosition {
    guard let restored else { return RunPosition(samples: samples) }
    guard restored.samples == samples else {
      throw TrainingError.incompatibleRun(
        path: folder.url.path, reason: "the data has \(samples) samples, it was begun with \(restored.samples)")
    }
    return restored
  }

  /// Trains until the last epoch is done or a stop is requested.
  ///
  /// - Throws: ``TrainingError/notFinite(loss:step:samples:)`` where the loss is not a number; `DataError` naming a file that
  ///   cannot be read; `CheckpointError`, such as a full disk. What was saved before stays.
  public func train() throws -> TrainingOutcome {
    do { return try run() } catch {
      folder.note("failed after step \(position.step): \(error)")
      throw error
    }
  }

  private func run() throws -> TrainingOutcome {
    let batches = try openStream()
    while position.step < length.steps {
      let rate = learningRate(at: position.step)
      let batch = try logger.waiting { try nextOrSave(batches) }
      let loss = try state.accumulate(batch)
      guard loss.isFinite else { throw diverged(loss, batch) }
      try state.update(learningRate: rate)
      position.step += 1
      try logger.record(
        step: position.step, loss: loss, learningRate: rate, samples: batch.reduce(0) { $0 + $1.count })
      try options.atMoment(.updated(step: position.step))
      if position.step % length.stepsPerEpoch == 0 { try logger.pausing { try finishEpoch() } }
      if options.isStopRequested(), position.step < length.steps { return try interrupt() }
      if isSaveDue { try logger.pausing { try save() } }
    }
    return .finished
  }

  private func learningRate(at step: Int) -> Double {
    recipe.schedule.rate(
      at: step, stepsPerEpoch: length.stepsPerEpoch, steps: length.steps, base: recipe.optimizer.learningRate)
  }

  private func openStream() throws -> BatchStream {
    let start = length.start(of: position.step)
    return try BatchStream(
      pipeline, plan: plan, epochs: length.passes, fromEpoch: start.pass, step: start.batch, workers: options.workers,
      normalization: recipe.normalization)
  }

  /// The batches of one update; if a file has broken since the data were checked, the state is saved first.
  private func nextOrSave(_ stream: BatchStream) throws -> [Batch] {
    do { return try next(stream) } catch {
      if position.step % length.stepsPerEpoch != 0 { try? save() }
      logger.note("a sample cannot be read: repair it and resume, or leave it out with --resume --skip-bad")
      throw error
    }
  }

  /// The batches of one update.
  private func next(_ stream: BatchStream) throws -> [Batch] {
    try (0..<recipe.gradientAccumulation).map { _ in
      guard let batch = try stream.next() else { throw DataError.noSamples(path: "the training data") }
      return batch
    }
  }

  private func diverged(_ loss: Double, _ batches: [Batch]) -> TrainingError {
    TrainingError.notFinite(loss: loss, step: position.step + 1, samples: batches.flatMap(\.names))
  }
}
