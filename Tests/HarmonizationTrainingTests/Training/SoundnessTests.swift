import Foundation
import HarmonizationData
import HarmonizationSupport
import HarmonizationTorch
import TestSupport
import Testing

@testable import HarmonizationTraining

/// What must not go on in silence.
@Suite("Training that would lie", .needsTorch, .serialized)
struct SoundnessTests {
  /// Notes of a run, as in its log.
  private func log(_ folder: TemporaryFolder) throws -> String {
    try String(contentsOf: folder.url.appendingPathComponent("log.txt"), encoding: .utf8)
  }

  @Test("a weight, a statistic or a moment that is no number is found by name")
  func notFinite() throws {
    let recipe = TinyRun.recipe
    let initializer = Initializer(settings: recipe.initialization, seed: 0)
    let state = try TrainingState(recipe, device: .cpu) { try initializer.tensor(for: $0) }
    try state.requireFinite()
    let statistic = try #require(state.parameters.entries.first { $0.spec.role == .runningVariance })
    try statistic.tensor.fill(.nan)
    let error = #expect(throws: TrainingError.self) { try state.requireFinite() }
    #expect(error == .notFiniteState(step: 0, names: [statistic.spec.name]))
    try statistic.tensor.fill(1)
    try #require(state.optimizer.state.first).tensor.fill(.infinity)
    #expect(throws: TrainingError.self) { try state.requireFinite() }
  }

  @Test("a prediction that is no number ends a run; no weights are written")
  func prediction() throws {
    let folder = try TemporaryFolder()
    var recipe = TinyRun.recipe
    // The average over two updates of a rate that overflows is no number, whatever the loss is.
    (recipe.optimizer.learningRate, recipe.optimizer.gradientClipNorm) = (1e38, nil)
    (recipe.stepsPerEpoch, recipe.gradientAccumulation, recipe.checkpoints.steps) = (1, 1, nil)
    let error = #expect(throws: TrainingError.self) { try TinyRun.train(in: folder.url, recipe: recipe) }
    switch error {
    case .prediction, .notFiniteState, .notFinite: break
    default: Issue.record("\(String(describing: error))")
    }
    let written = try FileManager.default.contentsOfDirectory(atPath: folder.url.path + "/checkpoints")
    #expect(!written.contains { $0.hasSuffix(".safetensors") }, "\(written)")
    #expect(try log(folder).contains("failed after step"))
  }

  @Test("batch normalization with one value per channel is refused before the first step", arguments: [(1, 1), (4, 4)])
  func oneValue(batchSize: Int, replicas: Int) throws {
    var recipe = Recipe()
    (recipe.network, recipe.batchSize, recipe.replicas) = ("improved_dih256", batchSize, replicas)
    let error = #expect(throws: TrainingError.self) { try recipe.validate() }
    let text = "\(String(describing: error))"
    #expect(text.contains("one value per channel") && text.contains("set batchSize to \(2 * replicas)"), "\(text)")
    recipe.batchSize *= 2
    try recipe.validate()
    // Deep features of this network are larger than one pixel.
    (recipe.network, recipe.batchSize, recipe.replicas) = ("improved_ssam256", 1, 1)
    try recipe.validate()
  }

  @Test("all bad samples are named at once, and can be left out")
  func badSamples() throws {
    let folder = try TemporaryFolder()
    var samples = KeptSamples(6).samples
    for index in samples[1].mask.samples.indices { samples[1].mask.samples[index] = 0 }
    for index in samples[4].mask.samples.indices { samples[4].mask.samples[index] /= 255 }
    let data = try TrainingData(training: SampleCollection(KeptSamples(samples)))
    let error = #expect(throws: DataError.self) { try TinyRun.train(in: folder.url, data: data) }
    let text = "\(String(describing: error))"
    #expect(text.contains("scene-1: its mask is black") && text.contains("scene-4: its mask's brightest value is 1"))
    #expect(try log(folder).contains("cannot use scene-4"))
    var options = TrainerOptions()
    options.skipsBadSamples = true
    try TinyRun.train(in: folder.url, data: data, options: options)
    #expect(
      try RunFolder(folder.url, resume: true).recordedSamples()?.names == ["scene-0", "scene-2", "scene-3", "scene-5"])
  }

  @Test("a sample that breaks while training is named; resumed, the run ends as if nothing was, or without the sample")
  func breaking() throws {
    let (whole, broken) = (try TemporaryFolder(), try TemporaryFolder())
    let pairs = try KeptSamples.pairs(6)
    try TinyRun.train(in: whole.url, data: TrainingData(training: SampleCollection(pairs)))
    let failing = BreakingSamples(base: pairs, index: 3, readings: 2)
    #expect(throws: FileError(.unreadable("cut off"), path: "scene-3")) {
      try TinyRun.train(in: broken.url, data: TrainingData(training: SampleCollection(failing)))
    }
    #expect(try log(broken).contains("scene-3") && log(broken).contains("--skip-bad"))
    try TinyRun.train(in: broken.url, resume: true, data: TrainingData(training: SampleCollection(pairs)))
    let last = "checkpoints/last.safetensors"
    #expect(
      try Data(contentsOf: broken.url.appendingPathComponent(last))
        == Data(contentsOf: whole.url.appendingPathComponent(last)))
    var options = TrainerOptions()
    options.skipsBadSamples = true
    var recipe = TinyRun.recipe
    recipe.epochs = 3
    let stillBroken = BreakingSamples(base: pairs, index: 3, readings: 0)
    try TinyRun.train(
      in: broken.url, resume: true, recipe: recipe, data: TrainingData(training: SampleCollection(stillBroken)),
      options: options)
    #expect(try log(broken).contains("leaves out scene-3"))
  }

  @Test("other data are told by their contents; data in another order are the same")
  func otherData() throws {
    let folder = try TemporaryFolder()
    try TinyRun.train(in: folder.url)
    for other in [KeptSamples(6, seed: 5), KeptSamples(KeptSamples(9).samples.suffix(3))] {
      let error = #expect(throws: TrainingError.self) {
        try TinyRun.train(in: folder.url, resume: true, data: TrainingData(training: SampleCollection(other)))
      }
      #expect("\(String(describing: error))".contains("not those that it was started with"))
    }
    let reversed = KeptSamples(KeptSamples(6).samples.reversed())
    try TinyRun.train(in: folder.url, resume: true, data: TrainingData(training: SampleCollection(reversed)))
  }
}

extension KeptSamples {
  init(_ samples: some Sequence<Sample>) { self.samples = Array(samples) }

  /// Scenes with composites, so that nothing has to be measured.
  static func pairs(_ count: Int) throws -> KeptSamples {
    KeptSamples(
      KeptSamples(count).samples.map { sample in
        var pair = sample
        pair.composite = sample.target
        pair.composite?.samples = sample.target.samples.map { $0 / 2 }
        return pair
      })
  }
}

/// Samples of which one can be read some times and then no longer.
private final class BreakingSamples: SampleSource, @unchecked Sendable {
  private let base: KeptSamples
  private let index: Int
  private let lock = NSLock()
  private var readings: Int

  init(base: KeptSamples, index: Int, readings: Int) {
    (self.base, self.index, self.readings) = (base, index, readings)
  }

  var count: Int { base.count }
  func name(at index: Int) -> String { base.name(at: index) }

  func sample(at index: Int) throws -> Sample {
    let isBroken = lock.withLock {
      if index == self.index { readings -= 1 }
      return index == self.index && readings < 0
    }
    if isBroken { throw FileError(.unreadable("cut off"), path: name(at: index)) }
    return try base.sample(at: index)
  }
}
