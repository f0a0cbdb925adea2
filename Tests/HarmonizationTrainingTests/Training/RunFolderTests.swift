import Foundation
import TestSupport
import Testing

@testable import HarmonizationTraining

@Suite("Run folders")
struct RunFolderTests {
  @Test("a used folder is refused, an empty one is not, and only a run can be resumed")
  func refusal() throws {
    let folder = try TemporaryFolder()
    #expect(throws: TrainingError.noRun(path: folder.url.path)) { try RunFolder(folder.url, resume: true) }
    // A run that failed before its first step leaves a folder that can be used.
    do { _ = try RunFolder(folder.url, resume: false) }
    do {
      let run = try RunFolder(folder.url, resume: false)
      try run.adopt(TinyRun.recipe)
      #expect(throws: TrainingError.busyRunFolder(path: folder.url.path)) { try RunFolder(folder.url, resume: true) }
    }
    #expect(throws: TrainingError.usedRunFolder(path: folder.url.path)) { try RunFolder(folder.url, resume: false) }
    let run = try RunFolder(folder.url, resume: true)
    #expect(try run.snapshot() == TinyRun.recipe)
    #expect(try run.snapshot(settings: ["epochs=9"]).epochs == 9)
  }

  @Test("a resumed run keeps what its course depends on")
  func conflicts() throws {
    let folder = try TemporaryFolder()
    do { try RunFolder(folder.url, resume: false).adopt(TinyRun.recipe) }
    let run = try RunFolder(folder.url, resume: true)
    var recipe = TinyRun.recipe
    recipe.epochs += 1
    try run.check(recipe)
    (recipe.batchSize, recipe.seed) = (3, 1)
    let error = #expect(throws: TrainingError.self) { try run.check(recipe) }
    #expect(error.map { "\($0)".contains("batchSize, seed") } == true)
  }

  @Test("a curve forgets later steps and half a line")
  func curve() throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("curve.csv")
    try "step,loss\n1,0.5\n2,0.4\n3,0.3\n4,0.".write(to: url, atomically: true, encoding: .utf8)
    let curve = try CurveFile(url, columns: ["step", "loss"], keepingUntil: 2)
    try curve.append(["3", "0.2"])
    #expect(try String(contentsOf: url, encoding: .utf8) == "step,loss\n1,0.5\n2,0.4\n3,0.2\n")
  }

  @Test("updates, passes and epochs fit together")
  func length() throws {
    var recipe = Recipe()
    (recipe.epochs, recipe.batchSize, recipe.gradientAccumulation) = (3, 4, 2)
    let length = RunLength(recipe, plan: try .init(samples: 22, batchSize: 4))
    #expect(length.stepsPerEpoch == 2 && length.steps == 6 && length.passes == 3)
    #expect((0..<6).map { length.start(of: $0).pass } == [0, 0, 0, 1, 1, 2])
    #expect((0..<6).map { length.start(of: $0).batch } == [0, 2, 4, 1, 3, 0])
    #expect((0..<6).map { length.epoch(of: $0) } == [0, 0, 1, 1, 2, 2])
  }
}
