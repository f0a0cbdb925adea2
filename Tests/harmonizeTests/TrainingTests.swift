import Foundation
import HarmonizationEvaluation
import HarmonizationTorch
import HarmonizationTraining
import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips where networks cannot be trained.
  static var needsTorch: Self {
    .enabled(if: TorchLibrary.problem == nil, "libtorch is not set up; `make setup-torch` does it")
  }
}

@Suite("harmonize train", .needsTorch)
struct TrainingTests {
  /// A run that takes seconds: two epochs of three updates.
  private static let command =
    ["train", "quick", "--data", "generated:8", "--validation", "generated:2", "--threads", "1", "--workers", "2"]
    + [
      "epochs=2", "stepsPerEpoch=3", "batchSize=2", "augmentation.size=32", "precision=float32", "checkpoints.steps=1",
      "logging.interval=1",
    ].flatMap { ["--set", $0] }

  private static let resume = [
    "train", "--resume", "--data", "generated:8", "--validation", "generated:2", "--threads", "1", "--run", "run",
  ]

  @Test("Killed and resumed, a run ends with the weights of one that was not")
  func killed() throws {
    let folder = try TemporaryFolder()
    let whole = try Tool.run(Self.command + ["--run", "whole"], in: folder, environment: Self.environment)
    #expect(whole.code == 0, "\(whole.errors)")
    #expect(whole.text.contains("trained: ") && whole.text.contains("best.safetensors"))
    for signal in [SIGKILL, SIGINT] {
      let first = !folder.exists("run")
      let arguments = first ? Self.command + ["--run", "run"] : Self.resume
      let running = try Tool.start(arguments, in: folder, environment: Self.environment)
      let state = "run/checkpoints/state-\(first ? 0 : 1).safetensors"
      let deadline = Date(timeIntervalSinceNow: 120)
      while running.process.isRunning, !folder.exists(state), Date() < deadline { usleep(1000) }
      kill(running.process.processIdentifier, signal)
      // A quick machine may be done before the signal comes.
      let code = try running.wait().code
      #expect([signal == SIGKILL ? SIGKILL : 130, 0].contains(code))
    }
    let resumed = try Tool.run(Self.resume, in: folder, environment: Self.environment)
    #expect(resumed.code == 0, "\(resumed.errors)")
    for name in ["last", "best"] {
      let file = "checkpoints/\(name).safetensors"
      #expect(try folder.data("run/" + file) == folder.data("whole/" + file))
    }
  }

  @Test("Packed data is a data set and trains without OpenVINO", .needsVips)
  func packed() throws {
    let folder = try TemporaryFolder()
    for index in 0..<4 {
      try folder.write(Scene.picture(64 + index, 48), to: "photos/images/p\(index).png")
      try folder.write(Scene.mask(64 + index, 48), to: "photos/masks/p\(index).png")
    }
    let packed = try Tool.run(["pack", "--data", "photos", "-o", "pack"], in: folder)
    #expect(packed.code == 0 && packed.text.contains("4 samples,"), "\(packed.errors)")
    var environment = Self.environment
    environment["HARMONIZE_OPENVINO"] = folder.path
    let arguments = Self.command.map { $0.replacing(/generated:\d/, with: "pack") } + ["--run", "run"]
    let result = try Tool.run(arguments, in: folder, environment: environment)
    #expect(result.code == 0, "\(result.errors)")
    #expect(folder.exists("run/samples/epoch-0002.jpg"))
  }

  @Test("A resumed run finds its data by itself, and its folder says with what it was made")
  func resumedWithoutData() throws {
    let folder = try TemporaryFolder()
    let arguments = Self.command + ["--run", "run"]
    let first = try Tool.run(arguments, in: folder, environment: Self.environment)
    #expect(first.code == 0, "\(first.errors)")
    let resumed = try Tool.run(
      ["train", "--resume", "--run", "run", "--threads", "1", "--set", "epochs=3"], in: folder,
      environment: Self.environment)
    #expect(resumed.code == 0, "\(resumed.errors)")
    let log = String(decoding: try folder.data("run/log.txt"), as: UTF8.self)
    #expect(log.contains("epochs: was 2, is 3 now") && log.contains("validation on 2 samples"), "\(log)")
    #expect(log.split(separator: "\n").first?.contains("train quick --data generated:8") == true)
  }

  @Test("Mistakes are one line that says what to do")
  func mistakes() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "used/part-00000.hpack")
    let mistakes: [([String], String)] = [
      (["train"], "name a recipe"), (["train", "quick", "--data", "generated:4"], "--run"),
      (["train", "nosuch", "--data", "generated:4", "--run", "new"], "no recipe is called 'nosuch'"),
      (["train", "quick", "--data", "generated:4", "--run", "used"], "--resume"),
      (["train", "--resume", "--data", "generated:4", "--run", "new"], "no run here to resume"),
      (["train", "quick", "--data", "generated:4", "--run", "new", "--set", "epoch=1"], "unknown key 'epoch'"),
      (["train", "quick", "--data", "generated:4", "--run", "new", "--device", "cuda:99"], "no device cuda:99"),
      (["train", "quick", "--data", "used", "--run", "new"], "harmonize pack"),
      (["train", "quick", "--data", "nowhere", "--run", "new"], "nowhere: is not a data set"),
    ]
    for (arguments, message) in mistakes {
      let result = try Tool.run(arguments, in: folder, environment: Self.environment)
      #expect(result.code != 0)
      #expect(result.errors.last?.contains(message) == true, "\(arguments): \(result.errors)")
    }
  }

  /// The tool runs in the test's folder; recipes are found beside what was built.
  private static let environment = ["OMP_NUM_THREADS": "1"]
}

@Suite("harmonize train without libtorch")
struct MissingTorchTests {
  @Test("One line with the remedy")
  func missing() throws {
    let folder = try TemporaryFolder()
    let result = try Tool.run(
      ["train", "quick", "--data", "generated:4", "--run", "run"], in: folder,
      environment: ["HARMONIZE_TORCH": folder.path])
    #expect(result.code != 0)
    #expect(result.errors.count == 1)
    #expect(result.errors.first?.contains("make setup-torch") == true, "\(result.errors)")
    #expect(!folder.exists("run"))
  }

  @Test("Recipes are listed and shown in full")
  func recipes() throws {
    let folder = try TemporaryFolder()
    let list = try Tool.run(["train", "--list"], in: folder)
    #expect(list.text.split(separator: "\n").contains { $0.hasPrefix("hrnet18s_idih256 ") })
    #expect(list.text.contains("dih256 --set augmentation.crop=resize --set augmentation.flip=0"), "\(list.text)")
    let shown = try Tool.run(["train", "hrnet18s_idih256", "--show", "--set", "epochs=3"], in: folder)
    let recipe = try RecipeLibrary.recipe(yaml: shown.text, file: "shown")
    #expect(recipe.network == "hrnet18s_idih256" && recipe.epochs == 3 && recipe.schedule.milestones == [160, 175])
  }
}

@Suite("harmonize synthesize, evaluate and compare", .needsVips)
struct EvaluationCommandTests {
  private struct Result: Decodable {
    let subsets: [String: Means]
    let all: Means

    struct Means: Decodable {
      let n: Int
      let mse, fmse, psnr: Double
    }
  }

  @Test("From photos to composites to numbers to a comparison")
  func chain() throws {
    let folder = try TemporaryFolder()
    for index in 0..<4 {
      var picture = Scene.picture(64 + 8 * index, 48)
      for i in picture.samples.indices where i % 3 == index % 3 { picture.samples[i] /= UInt8(index + 1) }
      try folder.write(picture, to: "photos/images/p\(index).png")
      try folder.write(Scene.mask(64 + 8 * index, 48), to: "photos/masks/p\(index).png")
    }
    let made = try Tool.run(
      [
        "synthesize", "photos", "-o", "data", "--test-share", "1", "--per-photo", "2", "--methods", "tone", "reinhard",
        "--json", "made.json",
      ],
      in: folder)
    #expect(made.code == 0 && made.text.contains("composites"), "\(made.errors)")
    for (name, arguments) in [("composite", ["--composite"]), ("reinhard", ["--method", "reinhard"])] {
      let result = try Tool.run(
        ["evaluate", "--data", "data", "--json", name + ".json", "--csv", name + ".csv", "--html", name + ".html"]
          + arguments, in: folder)
      #expect(result.code == 0 && result.text.contains("HPhotos"), "\(result.errors)")
      #expect(String(decoding: try folder.data(name + ".html"), as: UTF8.self).contains("data:image/jpeg"))
    }
    try checkRecords(folder)
    let result = try JSONDecoder().decode(Result.self, from: folder.data("composite.json"))
    #expect(result.subsets["HPhotos"]?.n == result.all.n && result.all.n >= 4 && result.all.mse > 0)
    let compared = try Tool.run(["compare", "composite.json", "reinhard.json", "--html", "both.html"], in: folder)
    #expect(compared.code == 0 && compared.text.contains("reinhard against composite"), "\(compared.errors)")
    #expect(folder.exists("both.html"))
  }

  /// What the JSON files say of how they were made.
  private func checkRecords(_ folder: TemporaryFolder) throws {
    let evaluation = try EvaluationResult(json: URL(fileURLWithPath: folder.file("reinhard.json")))
    let provenance = try #require(evaluation.provenance)
    #expect(provenance.command.contains("--method") && provenance.versions["harmonize"] != nil)
    #expect(provenance.data.map(\.paths) == [["data"]] && provenance.data[0].samples == evaluation.images.count)
    let report = try #require(try JSONSerialization.jsonObject(with: folder.data("made.json")) as? [String: Any])
    #expect((report["methods"] as? [String: Int])?.keys.contains("tone") == true)
    #expect(report["rejections"] is [String: Int])
  }

  @Test("A report that cannot be written is refused before anything is measured")
  func unwritableReport() throws {
    let folder = try TemporaryFolder()
    let result = try Tool.run(
      ["evaluate", "--composite", "--data", "nowhere", "--json", "no/such/folder/x.json"], in: folder)
    #expect(result.code != 0 && result.errors.first?.contains("no/such/folder") == true, "\(result.errors)")
  }

  @Test("Networks are measured by both engines, with the same numbers", .needsEngines, .needsTorch)
  func engines() throws {
    let weights = try GeneratedWeights.path()
    let folder = try TemporaryFolder()
    try folder.write(Scene.picture(), to: "data/composite_images/a_1_2.jpg")
    try folder.write(Scene.mask(), to: "data/masks/a_1.png")
    try folder.write(Scene.picture(), to: "data/real_images/a.jpg")
    try folder.write("a_1_2.jpg\n".utf8, to: "data/data_test.txt")
    var results: [Result] = []
    for engine in ["openvino", "torch"] {
      let arguments = ["evaluate", "--weights", weights, "--data", "data", "--engine", engine, "--precision", "f32"]
      let result = try Tool.run(arguments + ["--flip", "--json", "out.json"], in: folder)
      #expect(result.code == 0, "\(result.errors)")
      results.append(try JSONDecoder().decode(Result.self, from: folder.data("out.json")))
    }
    #expect(abs(results[0].all.mse / results[1].all.mse - 1) < 1e-3)
    let native = try Tool.run(
      ["evaluate", "--weights", weights, "--data", "data", "--protocol", "native", "--untouched"], in: folder)
    #expect(native.code == 0 && native.text.contains("Untouched photos went in"), "\(native.errors)")
  }
}
