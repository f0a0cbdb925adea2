import Foundation
import HarmonizationData
import HarmonizationImaging
import Testing
import HarmonizationTorch

@testable import HarmonizationTraining

extension Trait where Self == ConditionTrait {
  /// Skips where libtorch is not set up.
  static var needsTorch: Self {
    .enabled(if: isTorchUsable, "libtorch is not set up (make setup-torch)")
  }
}

/// Whether libtorch works here; one thread, so that test processes side by side do not wait for each other's teams.
let isTorchUsable: Bool = {
  guard TorchLibrary.problem == nil else { return false }
  try? TorchLibrary.setThreads(1)
  return true
}()

/// Computed samples, kept.
struct KeptSamples: SampleSource {
  let samples: [Sample]

  init(_ count: Int, seed: UInt64 = 0, side: Int = 40) {
    let scenes = GeneratedScenes(count: count, side: side, seed: seed)
    samples = (0..<count).compactMap { try? scenes.sample(at: $0) }
  }

  var count: Int { samples.count }
  func name(at index: Int) -> String { samples[index].name }
  func sample(at index: Int) throws -> Sample { samples[index] }
}

/// A training run of a real network on tiny pictures, seconds long: two epochs of four updates.
enum TinyRun {
  static var recipe: Recipe {
    var recipe = Recipe()
    recipe.network = "improved_ssam256"
    (recipe.epochs, recipe.stepsPerEpoch, recipe.batchSize, recipe.gradientAccumulation) = (2, 4, 2, 2)
    recipe.augmentation.size = 32
    recipe.initialization.magnitude = 1
    recipe.ema = 0.9
    recipe.optimizer.gradientClipNorm = 1000
    recipe.schedule.milestones = [1]
    (recipe.logging.interval, recipe.logging.pictures) = (1, 1)
    recipe.checkpoints.steps = 3
    return recipe
  }

  static func data() throws -> TrainingData {
    TrainingData(
      training: try SampleCollection(KeptSamples(6)), validation: try SampleCollection(KeptSamples(2, seed: 9)))
  }

  /// Begins or resumes a run in a folder and trains until something ends it.
  @discardableResult
  static func train(
    in url: URL, resume: Bool = false, recipe: Recipe = TinyRun.recipe, data: TrainingData? = nil,
    options: TrainerOptions = TrainerOptions(), report: @escaping (TrainingEvent) -> Void = { _ in }
  ) throws -> TrainingOutcome {
    // A test that runs alone in a process of its own has asked for no thread yet.
    _ = isTorchUsable
    var options = options
    options.workers = 2
    let folder = try RunFolder(url, resume: resume)
    let trainer = try Trainer(
      recipe, data: data ?? TinyRun.data(), folder: folder, options: options, report: report)
    return try trainer.train()
  }

  /// What a run leaves that must not depend on interruptions: final weights, best weights, curves without timings.
  static func results(in url: URL) throws -> [String: Data] {
    let checkpoints = url.appendingPathComponent("checkpoints")
    var results: [String: Data] = [:]
    for name in ["last.safetensors", "best.safetensors"] {
      results[name] = try Data(contentsOf: checkpoints.appendingPathComponent(name))
    }
    let curve = try String(contentsOf: url.appendingPathComponent("train.csv"), encoding: .utf8)
    let lines = curve.split(separator: "\n").map { $0.split(separator: ",").prefix(4).joined(separator: ",") }
    results["train.csv"] = Data(lines.joined(separator: "\n").utf8)
    return results
  }
}

/// Ends a run in a test.
struct Killed: Error {}
