import Foundation
import HarmonizationData
import HarmonizationNetworks
import TestSupport
import Testing

@testable import HarmonizationTraining

@Suite("Recipes")
struct RecipeTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Recipes")
  private let library = RecipeLibrary(folders: [folder])

  @Test("every recipe in the repository is sound")
  func all() throws {
    #expect(library.names.count > 30)
    for name in library.names { _ = try library.recipe(name) }
  }

  @Test("every network has a recipe of its name")
  func networks() throws {
    for configuration in Catalogue.configurations {
      let recipe = try library.recipe(configuration.name)
      #expect(recipe.network == configuration.name)
      // Our own networks have no script in the reference.
      if case .colour = configuration.base { continue }
      #expect(recipe.augmentation.size == configuration.inputSize)
      #expect(
        (configuration.backbone == nil ? [105, 115] : [160, 175]) == recipe.schedule.milestones
          || configuration.name == "dih512")
      #expect(recipe.epochs == (configuration.backbone == nil ? 120 : 180))
    }
  }

  @Test(
    "loss and initialization are the reference scripts'",
    arguments: [
      ("improved_dih256", "fn_mse", 100.0, 2.0), ("hrnet18s_idih256", "fn_mse", 100, 2),
      ("hrnet18_issam256", "fn_mse", 100, 2), ("improved_ssam256", "fn_mse", 1000, 1),
      ("iseunetv1_256", "fn_mse", 1000, 1), ("improved_dih512", "fn_mse", 1000, 2),
      ("hrnet18_ssam512", "fn_mse", 1000, 2), ("dih512", "mse", 1000, 2), ("ssam256", "mse", 100, 2),
    ])
  func reference(name: String, loss: String, area: Double, magnitude: Double) throws {
    let recipe = try library.recipe(name)
    #expect(recipe.loss.kind.rawValue == loss)
    #expect(recipe.loss.minimumArea == area)
    #expect(recipe.initialization.magnitude == magnitude)
    #expect(recipe.batchSize == 16 && recipe.optimizer.learningRate == 1e-3 && recipe.optimizer.betas == [0.9, 0.999])
  }

  @Test("a snapshot reads back as the same recipe")
  func snapshot() throws {
    for name in ["improved_dih256", "photos", "quick", "dih512"] {
      let recipe = try library.recipe(name)
      #expect(try RecipeLibrary.recipe(yaml: recipe.yaml(), file: "snapshot") == recipe)
    }
  }

  @Test("single keys can be replaced, others stay")
  func settings() throws {
    let recipe = try library.recipe(
      "hrnet18s_idih256",
      settings: [
        "schedule.milestones=[3, 4]", "optimizer.learningRate=5e-4", "recolouring.identityShare=0.25", "ema=0.99",
        "recolouring.methods.tone=3", "initialization.backbone=w18.pth", "ema=null",
      ])
    #expect(recipe.schedule.milestones == [3, 4])
    #expect(recipe.schedule.factor == 0.1)
    #expect(recipe.optimizer.learningRate == 5e-4)
    #expect(recipe.recolouring?.identityShare == 0.25)
    #expect(recipe.recolouring?.methods == [.tone: 3])
    #expect(recipe.initialization.backbone == "w18.pth")
    #expect(recipe.ema == nil)
  }

  @Test(
    "mistakes are named by their path",
    arguments: [
      ("schedule.milestone=[1]", "schedule: unknown key 'milestone'; did you mean 'milestones'?"),
      ("epochs=many", "epochs: expected a whole number, not many"),
      ("augmentation.maskEdge.blurr=1", "augmentation.maskEdge: unknown key 'blurr'; did you mean 'blur'?"),
      ("learningRate=1", "unknown key 'learningRate'; did you mean 'optimizer.learningRate'?"),
      ("loss=mse", "loss: expected a mapping, such as {kind: fn_mse}, not mse"),
      ("augmentation.crop=randomcrop", "augmentation.crop: expected one of resizedCrop, foregroundCrop, "),
      ("augmentation.scale=0.5", "augmentation.scale: expected a range of two numbers"),
      ("schedule.milestones=3", "schedule.milestones: expected a list in brackets, each a whole number"),
      ("tensorFloat32=often", "tensorFloat32: expected true or false"),
      ("stepsPerEpoch=all", "stepsPerEpoch: expected a whole number or null"),
      ("optimizer.clipping=1", "optimizer: 'clipping' is called 'gradientClipNorm' now"),
      ("averaging=0.9", "'averaging' is called 'ema' now"), ("accumulation=2", "'gradientAccumulation' now"),
      ("initialization.similar=x", "'partialWeights' now"), ("recolouring.untouched=0", "'identityShare' now"),
      ("recolouring.look=1", "'photoJitter' now"), ("recolouring.lookTone={tint: 1}", "'photoJitterTone' now"),
      ("network=hrnet99", "no network is called 'hrnet99'"), ("epochs=0", "epochs: 0"),
      ("optimizer.betas=[0.9]", "optimizer.betas"),
      ("augmentation.size=300", "augmentation.size: 300 does not suit improved_dih256"),
      ("augmentation.size=300", "use 256 or 384"),
      ("loss.smoothness=0.1", "loss.smoothness: improved_dih256 predicts no parameters"),
      ("loss.kind=l1", "loss.kind"), ("optimizer.learningRate=-1", "optimizer.learningRate"),
      ("recolouring.methods.magic=1", "each key one of reinhard, xiaoMa"), ("=3", "no key"), ("epochs", "key=value"),
      ("ema=1", "ema: must lie between 0 and 1"), ("seed=-1", "seed"),
    ])
  func mistakes(setting: String, expected: String) throws {
    let error = #expect(throws: TrainingError.self) { try library.recipe("improved_dih256", settings: [setting]) }
    #expect(error.map { "\($0)".contains(expected) } == true, "\(String(describing: error))")
  }

  @Test("every property of every setting is a key: what was set to another value reads back")
  func keys() throws {
    var keys = 0
    let tree = try SettingsTree(Recipe())
    func check(_ settings: any RecipeSettings, _ path: String) throws {
      for case (let key?, let value) in Mirror(reflecting: settings).children {
        keys += 1
        if let settings = value as? any RecipeSettings { try check(settings, "\(path)\(key).") }
        #expect(
          path.hasPrefix("recolouring") || tree.values.contains { $0.path.hasPrefix("\(path)\(key)") }, "\(path)\(key)")
      }
    }
    var recipe = Recipe()
    recipe.recolouring = RecolouringDistribution()
    (recipe.stepsPerEpoch, recipe.decodedShortSide, recipe.ema, recipe.precision) = (7, 99, 0.5, .bfloat16)
    (recipe.validation.samples, recipe.checkpoints.steps, recipe.optimizer.gradientClipNorm) = (3, 4, 5)
    recipe.recolouring?.limits.minimumMSE = 1.0 / 3
    (recipe.augmentation.compression.quality, recipe.initialization.backbone) = (60...90, "null")
    try check(recipe, "")
    #expect(keys > 80)
    let text = try recipe.yaml()
    #expect(try RecipeLibrary.recipe(yaml: text, file: "all") == recipe)
    #expect(
      text.contains("\n  minimum: 0") && text.contains("network: improved_dih256")
        && text.contains("backbone: \"null\""))
    #expect(try Recipe().yaml().contains("stepsPerEpoch: null"))
  }

  @Test("settings are laid over their own defaults, wherever those come from")
  func defaults() throws {
    let recipe = try library.recipe(
      "improved_dih256",
      settings: [
        "recolouring.photoJitterTone={tint: 0.2}", "recolouring.tone={black: 0.1}", "recolouring.methods={tone: 2}",
        "recolouring.limits=null", "augmentation.size=384", "augmentation.compression.quality=[60, 90]",
      ])
    var (jitter, tone) = (ToneDistribution.mild, ToneDistribution())
    (jitter.tint, tone.black) = (0.2, 0.1)
    #expect(recipe.recolouring?.photoJitterTone == jitter && recipe.recolouring?.tone == tone)
    #expect(recipe.recolouring?.methods == [.tone: 2] && recipe.recolouring?.limits == RecolouringLimits())
    #expect(recipe.augmentation.size == 384 && recipe.augmentation.compression.quality == 60...90)
    #expect(recipe.augmentation.compression.includesTarget && recipe.augmentation.flip == 0.5)
  }

  @Test("files extend each other, by name or path, but not in a circle")
  func extending() throws {
    let folder = try TemporaryFolder()
    func write(_ text: String, _ name: String) throws {
      try text.write(to: folder.url.appendingPathComponent(name + ".yml"), atomically: true, encoding: .utf8)
    }
    try write("extends: two\nepochs: 7\n", "one")
    try write("extends: ./three.yml\nschedule: {milestones: [2], factor: 0.5}\n", "two")
    try write("epochs: 9\nbatchSize: 4\nschedule:\n  milestones: [1]\n  warmup: 3\n", "three")
    try write("extends: round2\n", "round1")
    try write("extends: round1\n", "round2")
    try write("- 1\n- 2\n", "list")
    try write("epochs: [\n", "broken")
    let library = RecipeLibrary(folders: [folder.url])
    let recipe = try library.recipe("one")
    #expect(recipe.epochs == 7 && recipe.batchSize == 4)
    #expect(recipe.schedule.milestones == [2] && recipe.schedule.factor == 0.5 && recipe.schedule.warmup == 3)
    #expect(try library.recipe(folder.url.appendingPathComponent("one.yml").path) == recipe)
    for name in ["round1", "list", "broken", "nobody"] {
      #expect(throws: TrainingError.self) { try library.recipe(name) }
    }
  }
}
