import Foundation
import HarmonizationCheckpoints
import HarmonizationData
import HarmonizationEvaluation
import HarmonizationTorch
import TestSupport
import Testing

@testable import HarmonizationTraining

@Suite("What a resumed run says", .needsTorch, .serialized)
struct ResumingTests {
  private func notes(_ body: (@escaping (TrainingEvent) -> Void) throws -> Void) throws -> String {
    let notes = Notes()
    try body { if case .note(let text) = $0 { notes.lines.append(text) } }
    return notes.lines.joined(separator: "\n")
  }

  private func checkpoints(_ folder: TemporaryFolder) throws -> Set<String> {
    try Set(FileManager.default.contentsOfDirectory(atPath: folder.url.path + "/checkpoints"))
  }

  @Test("changed settings are noted, and the recipe before is kept")
  func changes() throws {
    let folder = try TemporaryFolder()
    try TinyRun.train(in: folder.url)
    var recipe = TinyRun.recipe
    (recipe.epochs, recipe.optimizer.learningRate) = (3, 5e-4)
    recipe.initialization.backbone = "other.pth"
    let text = try notes { try TinyRun.train(in: folder.url, resume: true, recipe: recipe, report: $0) }
    #expect(
      text.contains("epochs: was 2, is 3 now") && text.contains("optimizer.learningRate: was 0.001, is 0.0005 now"))
    #expect(text.contains("initialization.backbone: was null, is other.pth now (without effect on a resumed run)"))
    let kept = try String(contentsOf: folder.url.appendingPathComponent("recipe-until-step-8.yml"), encoding: .utf8)
    #expect(try RecipeLibrary.recipe(yaml: kept, file: "kept") == TinyRun.recipe)
  }

  @Test("a run without validation says so; best is not compared across sets and scores")
  func best() throws {
    let folder = try TemporaryFolder()
    try TinyRun.train(in: folder.url)
    let other = try TrainingData(
      training: SampleCollection(KeptSamples(6)), validation: SampleCollection(KeptSamples(3, seed: 4)))
    var recipe = TinyRun.recipe
    recipe.epochs = 3
    let text = try notes {
      try TinyRun.train(in: folder.url, resume: true, recipe: recipe, data: other, report: $0)
    }
    #expect(text.contains("not compared with what follows"))
    #expect(try checkpoints(folder).contains { $0.hasPrefix("best-until-step-") })
    recipe.epochs = 4
    let none = try TrainingData(training: SampleCollection(KeptSamples(6)))
    let silent = try notes {
      try TinyRun.train(in: folder.url, resume: true, recipe: recipe, data: none, report: $0)
    }
    #expect(silent.contains("no validation"))
  }

  @Test("another number of threads is noted; a state with wrong bytes gives way to the other one, which is said")
  func states() throws {
    let folder = try TemporaryFolder()
    var recipe = TinyRun.recipe
    try TinyRun.train(in: folder.url)
    let slot = folder.url.appendingPathComponent("checkpoints/state-0.safetensors")
    var bytes = try Data(contentsOf: slot)
    // Inside the tensors, which stand behind the header.
    bytes[bytes.count - 3] ^= 0x10
    try bytes.write(to: slot)
    try TorchLibrary.setThreads(2)
    defer { try? TorchLibrary.setThreads(1) }
    recipe.epochs = 3
    let text = try notes { try TinyRun.train(in: folder.url, resume: true, recipe: recipe, report: $0) }
    #expect(text.contains("uses 2 threads; the run had 1"))
    #expect(text.contains("the other one is damaged") || text.contains("do not match their checksum"), "\(text)")
  }

  @Test("the latest and the best epochs are kept, for averaging")
  func epochs() throws {
    let folder = try TemporaryFolder()
    var recipe = TinyRun.recipe
    (recipe.epochs, recipe.stepsPerEpoch, recipe.checkpoints.keep, recipe.checkpoints.keepBest) = (4, 1, 1, 1)
    try TinyRun.train(in: folder.url, recipe: recipe)
    let epochs = try checkpoints(folder).filter { $0.hasPrefix("epoch-") }
    #expect(epochs.contains("epoch-0004.safetensors") && epochs.count <= 2, "\(epochs)")
    let curve = try String(contentsOf: folder.url.appendingPathComponent("validation.csv"), encoding: .utf8)
    let scores = curve.split(separator: "\n").dropFirst().compactMap { line -> Double? in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return Double(fields[4])
    }
    let best = try #require(scores.indices.min { scores[$0] < scores[$1] }) + 1
    #expect(epochs.contains("epoch-000\(best).safetensors"), "\(scores)")
    recipe.checkpoints.keep = 0
    recipe.checkpoints.keepBest = 0
    let bare = try TemporaryFolder()
    try TinyRun.train(in: bare.url, recipe: recipe)
    #expect(try !checkpoints(bare).contains { $0.hasPrefix("epoch-") })
  }

  @Test("the best weights say by which samples they were chosen, the last ones were not chosen")
  func chosen() throws {
    let folder = try TemporaryFolder()
    try TinyRun.train(in: folder.url)
    func chosenOn(_ name: String) throws -> String? {
      try Checkpoint.read(from: folder.url.path + "/checkpoints/\(name).safetensors").metadata[Trainer.chosenOnKey]
    }
    #expect(try chosenOn("best") == SampleCollection(KeptSamples(2, seed: 9)).namesHash)
    #expect(try chosenOn("last") == nil)
  }

  @Test("with what a run was made is in its folder, session after session")
  func provenance() throws {
    let folder = try TemporaryFolder()
    var options = TrainerOptions()
    (options.command, options.toolVersion) = (["harmonize", "train", "tiny"], "9.9")
    try TinyRun.train(in: folder.url, options: options)
    try TinyRun.train(in: folder.url, resume: true)
    let sessions = try RunFolder(folder.url, resume: true).sessions
    #expect(sessions.count == 2)
    let first = try #require(sessions.first)
    #expect(first.command == options.command && first.versions["harmonize"] == "9.9")
    #expect(first.versions["libtorch"]?.hasPrefix(TorchLibrary.supportedVersion) == true)
    #expect(first.data.map(\.role) == ["training", "validation"] && first.data.map(\.samples) == [6, 2])
    #expect(first.data[0].hash == sessions[1].data[0].hash && first.data[0].hash != first.data[1].hash)
    #expect(first.device == "cpu" && first.threads == 1 && first.precision == "float32")
    let log = try String(contentsOf: folder.url.appendingPathComponent("log.txt"), encoding: .utf8)
    #expect(log.contains("training on 6 samples"))
  }

  @Test("what a processor can do decides the automatic precision, and slow choices are said")
  func precision() {
    let flags = { (text: String) in BFloat16Support(flags: text) }
    #expect(flags("fpu avx2") == .emulated && flags("avx2 avx512_bf16") == .vectorUnits)
    #expect(flags("avx512_bf16 amx_bf16 amx_tile") == .matrixUnits)
    let automatic = Recipe.Arithmetic.automatic
    #expect(automatic.resolved(on: .cpu, processor: .emulated) == .float32)
    #expect(automatic.resolved(on: .cpu, processor: .vectorUnits) == .float32)
    #expect(automatic.resolved(on: .cpu, processor: .matrixUnits) == .bfloat16)
    #expect(Recipe.Arithmetic.bfloat16.resolved(on: .cpu, processor: .emulated) == .bfloat16)
    #expect(Recipe.Arithmetic.bfloat16.note(on: .cpu, processor: .emulated)?.contains("many times slower") == true)
    #expect(Recipe.Arithmetic.bfloat16.note(on: .cpu, processor: .matrixUnits) == nil)
    #expect(Recipe.Arithmetic.float32.note(on: .cpu, processor: .emulated) == nil)
  }
}

/// Lines, collected.
private final class Notes {
  var lines: [String] = []
}
