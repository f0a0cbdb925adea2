import HarmonizationCheckpoints
import Foundation
import HarmonizationData
import HarmonizationEvaluation
import HarmonizationImaging

extension Trainer {
  /// Measures, draws and saves.
  func finishEpoch() throws {
    let epoch = length.epoch(of: position.step - 1) + 1
    let isLast = position.step == length.steps
    var score: Double?
    if let validator, epoch % recipe.validation.every == 0 || isLast { score = try validate(validator, epoch) }
    try peers.byLeader {
      if recipe.logging.pictures > 0, epoch % recipe.logging.picturesEvery == 0 || isLast { try draw(epoch) }
      try keep(epoch, score)
    }
    try save()
  }

  /// Keeps the weights of an epoch if they are among the latest or the best.
  private func keep(_ epoch: Int, _ score: Double?) throws {
    guard let folder else { return }
    let checkpoints = EpochCheckpoints(folder, recipe: recipe)
    guard checkpoints.isWanted else { return }
    try state.requireFinite()
    try writeWeights(to: checkpoints.file(epoch: epoch), score: score)
    try checkpoints.prune()
  }

  /// Measures the network and keeps it if it is the best; returns the score.
  private func validate(_ validator: Validator, _ epoch: Int) throws -> Double? {
    let start = ContinuousClock.now
    let result = try validator.evaluate(state, among: peers)
    let means = result.all.means
    let score: Double? =
      switch recipe.validation.score {
      case .fmse: means.fmse
      case .mse: means.mse
      case .psnr: means.psnr
      }
    let isBest =
      score.map { new in
        position.best.map { recipe.validation.score.isBetter(new, than: $0.score) } ?? true
      } ?? false
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try peers.byLeader {
      try logger.record(result, epoch: epoch, step: position.step, seconds: seconds, isBest: isBest)
      if isBest { try state.requireFinite() }
    }
    guard isBest, let score else { return score }
    position.best = (score, position.step)
    try peers.byLeader {
      try options.atMoment(.savingBest(step: position.step))
      if let folder { try writeWeights(to: folder.best, score: score, chosenOn: chosenOn) }
    }
    return score
  }

  private func draw(_ epoch: Int) throws {
    guard let folder, let raster = try pictures?.pictures(state, count: recipe.logging.pictures) else { return }
    let file = try Encoder(options: EncodingOptions(quality: 90)).bytes(of: raster, as: .jpeg)
    try folder.write(Data(file), to: folder.picture(epoch: epoch))
    try logger.record(picture: file, width: raster.width, height: raster.height, step: position.step)
  }

  /// Saves weights and state. The state comes last: whatever it says was done is on the disk.
  ///
  /// - Throws: ``TrainingError/notFiniteState(step:names:)`` before anything is written.
  func save() throws {
    try peers.byLeader { try writeState() }
    lastSave = .now
  }

  /// Saves in the leader, whatever the others do.
  func writeState() throws {
    guard let folder else { return }
    try state.requireFinite()
    try logger.synchronize()
    try options.atMoment(.savingLast(step: position.step))
    try writeWeights(to: folder.last)
    try options.atMoment(.savingState(step: position.step))
    try states?.save(state, position)
    try options.atMoment(.saved(step: position.step))
  }

  /// Metadata key of weights that were chosen by a score: a hash of the names of the samples that gave it.
  public static let chosenOnKey = "chosen on"

  /// Whether the state is to be saved inside an epoch.
  func isSaveDue(timeIsUp: Bool) -> Bool {
    guard position.step % length.stepsPerEpoch != 0 else { return false }
    if let steps = recipe.checkpoints.steps, position.step % steps == 0 { return true }
    return timeIsUp
  }

  /// Whether so much time has passed since the last state; the leader's clock counts.
  var isSaveTimeUp: Bool {
    guard peers.isLeader else { return false }
    let minutes = recipe.checkpoints.minutes
    return minutes > 0 && ContinuousClock.now - lastSave > .seconds(60 * minutes)
  }

  /// Saves and ends the run, to be resumed.
  func interrupt() throws -> TrainingOutcome {
    if position.step % length.stepsPerEpoch != 0 { try save() }
    logger.note("stopped after step \(position.step) of \(length.steps); --resume goes on")
    return .interrupted(step: position.step)
  }

  private func writeWeights(to url: URL, score: Double? = nil, chosenOn: String? = nil) throws {
    var weights = try state.kept.stateDictionary()
    weights.configuration = recipe.network
    let normalization = recipe.inputNormalization
    weights.setNormalization(.init(mean: normalization.mean, standardDeviation: normalization.deviation))
    weights.metadata["step"] = String(position.step)
    weights.metadata["epoch"] = String(length.epoch(of: position.step - 1) + 1)
    weights.metadata[Self.chosenOnKey] = chosenOn
    if let score {
      weights.metadata[EpochCheckpoints.scoreKey] = "\(score)"
      weights.metadata[EpochCheckpoints.scoreKindKey] = recipe.validation.score.rawValue
    }
    try Checkpoint.write(weights, to: url.path, precision: .float32)
  }
}
