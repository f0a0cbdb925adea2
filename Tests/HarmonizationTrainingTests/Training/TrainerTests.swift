import Foundation
import HarmonizationCheckpoints
import HarmonizationData
import HarmonizationEvaluation
import HarmonizationTorch
import Synchronization
import TestSupport
import Testing

@testable import HarmonizationTraining

/// Libtorch's generator belongs to the process, so these runs take turns.
@Suite("Trainer", .needsTorch, .serialized)
struct TrainerTests {
  @Test("a run writes weights, curves, events and pictures")
  func run() throws {
    let folder = try TemporaryFolder()
    let events = EventLog()
    let outcome = try TinyRun.train(in: folder.url) { events.add($0) }
    #expect(outcome == .finished)
    let state = try Checkpoint.read(from: folder.url.appendingPathComponent("checkpoints/best.safetensors").path)
    #expect(state.configuration == "improved_ssam256")
    #expect(try state.normalization() == .imageNet)
    #expect(state.mismatch(with: try TinyRun.recipe.graph().parameters).isEmpty)
    #expect(events.steps == Array(1...8))
    #expect(events.validations.count == 2)
    let files = try Set(FileManager.default.contentsOfDirectory(atPath: folder.url.path))
    #expect(files.isSuperset(of: ["recipe.yml", "log.txt", "train.csv", "validation.csv", "events", "samples"]))
    let pictures = try FileManager.default.contentsOfDirectory(atPath: folder.url.path + "/samples")
    #expect(pictures.sorted() == ["epoch-0001.jpg", "epoch-0002.jpg"])
    let curve = try String(contentsOf: folder.url.appendingPathComponent("validation.csv"), encoding: .utf8)
    #expect(curve.split(separator: "\n").count == 3)
  }

  @Test("a run that is killed again and again ends with the bits of one that was not")
  func kills() throws {
    let (whole, broken) = (try TemporaryFolder(), try TemporaryFolder())
    try TinyRun.train(in: whole.url)
    let moments: [TrainingMoment] = [
      .updated(step: 1), .savingState(step: 3), .updated(step: 4), .savingBest(step: 4), .savingLast(step: 4),
      .savingState(step: 4), .saved(step: 4), .updated(step: 6), .savingState(step: 8), .saved(step: 8),
    ]
    for (index, moment) in moments.enumerated() {
      var options = TrainerOptions()
      options.atMoment = { if $0 == moment { throw Killed() } }
      #expect(throws: Killed.self, "\(moment)") {
        try TinyRun.train(in: broken.url, resume: index > 0, options: options)
      }
      // What a process leaves that dies while it writes.
      try Data([1, 2, 3]).write(to: broken.url.appendingPathComponent("checkpoints/.state-0.safetensors.1a2b.tmp"))
    }
    try TinyRun.train(in: broken.url, resume: true)
    #expect(try TinyRun.results(in: broken.url) == TinyRun.results(in: whole.url))
    let steps = try events(in: broken.url).filter { $0.summary.value.contains { $0.tag == "training/loss" } }.map(
      \.step)
    #expect(steps == Array(1...8))
    let left = try FileManager.default.contentsOfDirectory(atPath: broken.url.path + "/checkpoints")
    #expect(!left.contains { $0.hasSuffix(".tmp") })
  }

  @Test("parts of a batch side by side: a resumed run ends with the same bits")
  func replicas() throws {
    let (whole, broken, plain) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
    var recipe = TinyRun.recipe
    recipe.network = "efficientnet_lite0_colour256"
    (recipe.batchSize, recipe.gradientAccumulation, recipe.augmentation.size) = (4, 1, 64)
    recipe.checkpoints.steps = nil
    try TinyRun.train(in: plain.url, recipe: recipe)
    recipe.replicas = 2
    try TinyRun.train(in: whole.url, recipe: recipe)
    var options = TrainerOptions()
    options.isStopRequested = { true }
    for index in 0..<3 {
      try TinyRun.train(in: broken.url, resume: index > 0, recipe: recipe, options: options)
    }
    try TinyRun.train(in: broken.url, resume: true, recipe: recipe)
    #expect(try TinyRun.results(in: broken.url) == TinyRun.results(in: whole.url))
    #expect(try TinyRun.results(in: whole.url) != TinyRun.results(in: plain.url))
  }

  @Test("a damaged state gives way to the one before; two damaged ones are an error")
  func damage() throws {
    let (whole, broken) = (try TemporaryFolder(), try TemporaryFolder())
    try TinyRun.train(in: whole.url)
    var options = TrainerOptions()
    options.atMoment = { if $0 == .updated(step: 6) { throw Killed() } }
    #expect(throws: Killed.self) { try TinyRun.train(in: broken.url, options: options) }
    // Steps 3 and 4 were saved into the slots 0 and 1.
    let slots = (0..<2).map { broken.url.appendingPathComponent("checkpoints/state-\($0).safetensors") }
    let newest = try Data(contentsOf: slots[1])
    try newest.prefix(newest.count / 2).write(to: slots[1])
    try TinyRun.train(in: broken.url, resume: true)
    #expect(try TinyRun.results(in: broken.url) == TinyRun.results(in: whole.url))
    for slot in slots { try Data("nonsense".utf8).write(to: slot) }
    #expect(throws: TrainingError.self) { try TinyRun.train(in: broken.url, resume: true) }
  }

  @Test("asked to stop, a run finishes its step, saves and can go on")
  func interruption() throws {
    let (whole, broken) = (try TemporaryFolder(), try TemporaryFolder())
    try TinyRun.train(in: whole.url)
    let asked = Counter()
    var options = TrainerOptions()
    options.isStopRequested = { asked.increment() == 2 }
    #expect(try TinyRun.train(in: broken.url, options: options) == .interrupted(step: 2))
    #expect(try TinyRun.train(in: broken.url, resume: true) == .finished)
    #expect(try TinyRun.results(in: broken.url) == TinyRun.results(in: whole.url))
  }

  @Test("a loss that is no number stops the run with step and samples")
  func divergence() throws {
    let folder = try TemporaryFolder()
    var recipe = TinyRun.recipe
    recipe.optimizer.learningRate = 1e30
    let error = #expect(throws: TrainingError.self) { try TinyRun.train(in: folder.url, recipe: recipe) }
    guard case .notFinite(_, let step, let samples) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(step >= 2 && samples.count == 4 && samples.allSatisfy { $0.hasPrefix("scene-") })
  }

  @Test("the loss falls", arguments: [Recipe.Arithmetic.float32, .bfloat16])
  func learns(precision: Recipe.Arithmetic) throws {
    let folder = try TemporaryFolder()
    var recipe = TinyRun.recipe
    recipe.precision = precision
    (recipe.epochs, recipe.stepsPerEpoch, recipe.batchSize, recipe.gradientAccumulation) = (1, 40, 4, 1)
    recipe.ema = nil
    recipe.checkpoints.steps = nil
    recipe.schedule.milestones = []
    recipe.loss.kind = .meanSquaredError
    try TinyRun.train(in: folder.url, recipe: recipe)
    let lines = try String(contentsOf: folder.url.appendingPathComponent("train.csv"), encoding: .utf8)
      .split(separator: "\n").dropFirst()
    let losses = lines.compactMap { line in Double(line.split(separator: ",")[2]) }
    #expect(losses.count == 40)
    let (first, last) = (losses.prefix(10).reduce(0, +), losses.suffix(10).reduce(0, +))
    #expect(last < 0.5 * first)
  }

  private func events(in url: URL) throws -> [TensorBoardEvent] {
    let folder = url.appendingPathComponent("events")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).flatMap { name in
      try RecordFraming.records(in: Data(contentsOf: folder.appendingPathComponent(name))).map {
        try TensorBoardEvent(serializedBytes: $0.record)
      }
    }.sorted { $0.step < $1.step }
  }
}

/// What a run told.
private final class EventLog {
  private(set) var steps: [Int] = []
  private(set) var validations: [EvaluationResult] = []

  func add(_ event: TrainingEvent) {
    switch event {
    case .step(let progress): steps.append(progress.step)
    case .validated(_, let result, _): validations.append(result)
    case .note: break
    }
  }
}

/// Counts calls.
private final class Counter: Sendable {
  private let value = Atomic(0)
  func increment() -> Int { value.add(1, ordering: .relaxed).newValue }
}
