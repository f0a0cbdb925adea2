import Foundation
import HarmonizationData
import HarmonizationTorch
import TestSupport
import Testing
import Synchronization

@testable import HarmonizationTraining

/// Runs by two processes, each started by the test.
@Suite("Training by several processes", .needsTorch, .serialized)
struct ProcessesTests {
  @Test("Two processes end with the bits of one with two replicas, also after a stop that the second one was asked for")
  func exact() async throws {
    let (whole, together) = (try TemporaryFolder(), try TemporaryFolder())
    var replicated = Together.recipe
    replicated.replicas = 2
    try TinyRun.train(in: whole.url, recipe: replicated)
    try await both(together.path, first: .interrupted(step: 3), stopAt: 3)
    try await both(together.path, resume: true, first: .finished)
    #expect(try TinyRun.results(in: together.url) == TinyRun.results(in: whole.url))
    let log = try String(contentsOf: together.url.appendingPathComponent("log.txt"), encoding: .utf8)
    #expect(log.contains("2 processes") && log.contains("in 2 parts"), "\(log)")
  }

  @Test("An all-reduce of two, whose order does not matter, gives the same bits")
  func allReduce() async throws {
    let (whole, together) = (try TemporaryFolder(), try TemporaryFolder())
    var replicated = Together.recipe
    (replicated.replicas, replicated.gradientAccumulation) = (2, 1)
    try TinyRun.train(in: whole.url, recipe: replicated)
    try await both(together.path, reduction: .allReduce, first: .finished)
    #expect(try TinyRun.results(in: together.url) == TinyRun.results(in: whole.url))
  }

  @Test("Another number of processes is refused, or on request says what changes")
  func otherNumber() async throws {
    let (whole, together) = (try TemporaryFolder(), try TemporaryFolder())
    var replicated = Together.recipe
    replicated.replicas = 2
    try TinyRun.train(in: whole.url, recipe: replicated)
    try await both(together.path, first: .interrupted(step: 3), stopAt: 3)
    let recipe = try RunFolder(together.url, resume: true).snapshot()
    #expect(recipe.replicas == 2)
    #expect { try TinyRun.train(in: together.url, resume: true, recipe: recipe) } throws: {
      "\($0)".contains("trained by 2 processes, now there is 1")
    }
    var options = TrainerOptions()
    options.allowsOtherProcesses = true
    try TinyRun.train(in: together.url, resume: true, recipe: recipe, options: options)
    #expect(try TinyRun.results(in: together.url) == TinyRun.results(in: whole.url))
    let log = try String(contentsOf: together.url.appendingPathComponent("log.txt"), encoding: .utf8)
    #expect(log.contains("still computed in 2 parts"), "\(log)")
  }

  @Test("A sample that the second process cannot read ends both, with its name")
  func unreadable() async throws {
    let folder = try TemporaryFolder()
    let place = try MeetingPlace()
    let (port, path) = (place.port, folder.path)
    async let first = #expect(processExitsWith: .success) { [path = path as String, port = port as Int] in
      do {
        try Together.train(0, port, path)
        Issue.record("rank 1 cannot read a sample")
      } catch TrainingError.peer(let rank, let reason) { #expect(rank == 1 && reason.contains("broken"), "\(reason)") }
    }
    async let second = #expect(processExitsWith: .success) { [path = path as String, port = port as Int] in
      #expect(throws: DataError.missingFile(path: "broken", neededBy: "a test")) {
        try Together.train(1, port, path, breakingAfter: 2)
      }
    }
    _ = await (first, second)
    withExtendedLifetime(place) {}
  }

  @Test("A process that is killed is named by the other, and the run goes on from a whole state")
  func killed() async throws {
    let (whole, broken) = (try TemporaryFolder(), try TemporaryFolder())
    var replicated = Together.recipe
    replicated.replicas = 2
    try TinyRun.train(in: whole.url, recipe: replicated)
    let place = try MeetingPlace()
    let (port, path) = (place.port, broken.path)
    async let first = #expect(processExitsWith: .success) { [path = path as String, port = port as Int] in
      do {
        try Together.train(0, port, path)
        Issue.record("rank 1 is gone")
      } catch ProcessGroupError.lost(let ranks, _, _, _) { #expect(ranks == [1]) }
    }
    async let second = #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, port = port as Int] in
      try Together.train(1, port, path) { if $0 == 5 { kill(getpid(), SIGKILL) } }
    }
    _ = await (first, second)
    withExtendedLifetime(place) {}
    #expect(!broken.contents.contains { $0.hasSuffix(".tmp") })
    try await both(broken.path, resume: true, first: .finished)
    #expect(try TinyRun.results(in: broken.url) == TinyRun.results(in: whole.url))
  }

  /// Trains by two processes until `stopAt`, which only the second one knows, or to the end.
  private func both(
    _ path: String, resume: Bool = false, reduction: Recipe.GradientReduction = .ordered, first: TrainingOutcome,
    stopAt: Int = .max
  ) async throws {
    let place = try MeetingPlace()
    let (port, isWhole) = (place.port, first == .finished)
    async let leader = #expect(processExitsWith: .success) {
      [
        port = port as Int, path = path as String, resume = resume as Bool, isWhole = isWhole as Bool,
        ordered = (reduction == .ordered) as Bool
      ] in
      let outcome = try Together.train(0, port, path, resume: resume, ordered: ordered)
      #expect(outcome == (isWhole ? .finished : .interrupted(step: 3)))
    }
    async let other = #expect(processExitsWith: .success) {
      [
        port = port as Int, path = path as String, resume = resume as Bool, isWhole = isWhole as Bool,
        stopAt = stopAt as Int, ordered = (reduction == .ordered) as Bool
      ] in
      let outcome = try Together.train(1, port, path, resume: resume, stopAt: stopAt, ordered: ordered)
      #expect(outcome == (isWhole ? .finished : .interrupted(step: 3)))
    }
    _ = await (leader, other)
    withExtendedLifetime(place) {}
  }
}

/// One process of two.
private enum Together {
  static var recipe: Recipe {
    var recipe = TinyRun.recipe
    recipe.batchSize = 4
    return recipe
  }

  @discardableResult
  static func train(
    _ rank: Int, _ port: Int, _ path: String, resume: Bool = false, stopAt: Int = .max, breakingAfter: Int = .max,
    ordered: Bool = true, afterStep: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> TrainingOutcome {
    _ = isTorchUsable
    let rendezvous = Rendezvous(rank: rank, size: 2, host: "127.0.0.1", port: port, serves: false)
    let peers = Peers(try ProcessGroup(rendezvous, timeout: 60))
    var options = TrainerOptions()
    options.workers = 1
    let (step, broken) = (Counter(), Counter())
    options.atMoment = {
      guard case .updated(let now) = $0 else { return }
      step.set(now)
      if now >= breakingAfter { broken.set(1) }
      afterStep(now)
    }
    options.isStopRequested = { step.value >= stopAt }
    let folder = rank == 0 ? try RunFolder(URL(fileURLWithPath: path), resume: resume) : nil
    var recipe = Self.recipe
    if rank == 0, resume { recipe = try folder?.snapshot() ?? recipe }
    if !ordered { (recipe.gradientReduction, recipe.gradientAccumulation) = (.allReduce, 1) }
    let training = try SampleCollection(BreakingSamples(samples: KeptSamples(6), broken: broken))
    let data = TrainingData(training: training, validation: try SampleCollection(KeptSamples(2, seed: 9)))
    return try Trainer(recipe, data: data, folder: folder, peers: peers, options: options).train()
  }
}

/// Samples of which from some moment on none can be read.
private struct BreakingSamples: SampleSource {
  let samples: KeptSamples
  let broken: Counter

  var count: Int { samples.count }
  func name(at index: Int) -> String { samples.name(at: index) }
  func sample(at index: Int) throws -> Sample {
    guard broken.value == 0 else { throw DataError.missingFile(path: "broken", neededBy: "a test") }
    return try samples.sample(at: index)
  }
}

private final class Counter: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock { $0 } }
  func set(_ value: Int) { count.withLock { $0 = value } }
}
