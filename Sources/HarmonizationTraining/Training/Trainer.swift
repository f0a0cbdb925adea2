import HarmonizationData
import HarmonizationImaging
import HarmonizationTorch

/// Trains a network by a recipe in a run folder, alone or together with other processes.
///
/// On a CPU, the weights at the end depend on the recipe, the data and the number of libtorch's threads alone: a run that was
/// killed anywhere and resumed ends with the same bits as one that was not, and several processes end with the bits of one that
/// computes as many parts of each batch (``Recipe/replicas``).
public final class Trainer {
  /// What is done.
  public let recipe: Recipe
  /// Where it is written down; nil in all processes but the leader, which alone writes.
  public let folder: RunFolder?
  let options: TrainerOptions
  let peers: Peers
  let state: TrainingState
  private let pipeline: SamplePipeline
  private let plan: BatchPlan
  let length: RunLength
  let validator: Validator?
  /// Draws pictures, in the leader.
  let pictures: Validator?
  let logger: RunLogger
  var states: RunStateStore?
  var position: RunPosition
  var lastSave = ContinuousClock.now
  /// The names of the samples by which the best weights are chosen, hashed.
  private(set) var chosenOn: String?

  /// Prepares a run: opens the data, makes the network, restores the state of a resumed run.
  ///
  /// - Parameters:
  ///   - recipe: what is done; the leader's counts.
  ///   - data: what is trained on; every process needs the same.
  ///   - folder: where it is written down; nil in all processes but the leader.
  ///   - peers: the processes that train together.
  ///   - options: where and with what.
  ///   - report: told what happens.
  /// - Throws: ``TrainingError``; `TorchError` without libtorch; `DataError`; `CheckpointError`; `ImagingError` without libvips;
  ///   `ProcessGroupError`.
  public init(
    _ recipe: Recipe, data: TrainingData, folder: RunFolder?, peers: Peers = Peers(),
    options: TrainerOptions = TrainerOptions(), report: @escaping (TrainingEvent) -> Void = { _ in }
  ) throws {
    func note(_ text: String) {
      folder?.note(text)
      report(.note(text))
    }
    let recipe = try Self.settled(recipe, in: folder, among: peers, options: options, note: note)
    (self.recipe, self.folder, self.options, self.peers) = (recipe, folder, options, peers)
    states = folder.map(RunStateStore.init)
    var states = states
    let (state, weights, found) = try peers.together {
      let weights = try StartingWeights(recipe, recipe.graph(), readingFiles: states?.isEmpty == true)
      let state = try TrainingState(recipe, device: options.device, peers: peers, initialize: weights.values)
      return (state, weights, try states?.restore(state, note: note))
    }
    (self.states, self.state) = (states, state)
    let restored = try Self.share(found, state, among: peers)
    let data = try data.prepared(for: recipe, in: folder, options, peers: peers, note: note)
    let limit = 4 * max(recipe.logging.pictures, 1)
    (plan, pipeline, validator, pictures) = try peers.together {
      var plan = try BatchPlan(samples: data.training.source.count, batchSize: recipe.batchSize, seed: recipe.seed)
      plan.share = (peers.rank, peers.size)
      let pipeline = try data.training.pipeline(
        recipe.augmentation, recolouring: recipe.recolouring, seed: recipe.seed, workers: options.workers)
      let validator = try data.validation.map { try Validator($0, recipe: recipe, workers: options.workers) }
      guard peers.isLeader else { return (plan, pipeline, validator, nil) }
      let pictures =
        try validator ?? Validator(data.training.limited(to: limit), recipe: recipe, workers: options.workers)
      return (plan, pipeline, validator, pictures)
    }
    length = RunLength(recipe, plan: plan)
    (position, logger) = try peers.together { [plan, length] in
      let position = try Self.position(restored, samples: plan.samples, in: folder)
      if restored != nil {
        try Self.checkProcesses(position, recipe, in: folder, among: peers, options: options, note: note)
      }
      // Only now is the recipe written down, so that a run whose data or weights are wrong can be started again.
      let changes = try folder?.adopt(recipe, step: position.step) ?? []
      let logger = try RunLogger(folder, recipe: recipe, length: length, step: position.step, report: report)
      let resumed = ["continues after step \(position.step) of \(length.steps)"]
      (restored == nil ? weights.notes : resumed + changes).forEach(note)
      if let folder { note(try folder.recordSession(recipe, data, by: options, processes: peers.size)) }
      return (position, logger)
    }
    try peers.together { try adoptPosition(validation: data.validation, note: note) }
  }

  /// Sets what belongs to the position but may differ from the session before: threads, processes and what is validated on.
  private func adoptPosition(validation: SampleCollection?, note: (String) -> Void) throws {
    let threads = try TorchLibrary.threads()
    if let before = position.threads, before != threads {
      note("uses \(threads) threads; the run had \(before), so its last bits will differ from an uninterrupted run's")
    }
    (position.threads, position.processes) = (threads, peers.size)
    guard let validation else { return }
    let basis =
      "\(recipe.validation.score.rawValue) at \(recipe.augmentation.size), data "
      + RecordedSamples(validation, decodedShortSide: nil).contentHash
    if let best = position.best, let before = position.bestBasis, before != basis {
      let kept = try folder?.setBestAside(step: best.step)
      note(
        "validation: other data or another score than before, so the best so far (\(best.score)) is not compared with what follows; "
          + "it is kept as \(kept?.lastPathComponent ?? "another file")")
      position.best = nil
    }
    position.bestBasis = basis
    chosenOn = validation.namesHash
  }

  /// Trains until the last epoch is done or a stop is requested, in any of the processes.
  ///
  /// - Throws: ``TrainingError/notFinite(loss:step:samples:)`` where the loss is not a number; `DataError` naming a file that
  ///   cannot be read; `CheckpointError`, such as a full disk; ``TrainingError/peer(rank:reason:)`` and `ProcessGroupError` if another
  ///   process fails. What was saved before stays.
  public func train() throws -> TrainingOutcome {
    do { return try run() } catch {
      folder?.note("failed after step \(position.step): \(error)")
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
      let samples = peers.size > 1 ? recipe.batchSize * batch.count : batch.reduce(0) { $0 + $1.count }
      let wishes = try peers.any(2) {
        try logger.record(step: position.step, loss: loss, learningRate: rate, samples: samples)
        try options.atMoment(.updated(step: position.step))
        return [options.isStopRequested(), isSaveTimeUp]
      }
      if position.step % length.stepsPerEpoch == 0 { try logger.pausing { try finishEpoch() } }
      if wishes[0], position.step < length.steps { return try interrupt() }
      if isSaveDue(timeIsUp: wishes[1]) { try logger.pausing { try save() } }
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

  /// The batches of one update; if a file has broken since the data were checked, or a process is gone, the state is saved first.
  private func nextOrSave(_ stream: BatchStream) throws -> [Batch] {
    do { return try peers.together { try next(stream) } } catch {
      if position.step % length.stepsPerEpoch != 0 { try? writeState() }
      if !(error is ProcessGroupError) {
        logger.note("a sample cannot be read: repair it and resume, or leave it out with --resume --skip-bad")
      }
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
