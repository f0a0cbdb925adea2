import ArgumentParser
import Foundation
import HarmonizationTraining
import HarmonizationTorch

/// `harmonize train`
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Trains a network by a recipe.",
    discussion: """
      A recipe is a name (--list shows all) or a YAML file; --show prints everything that it says. Data are folders \
      in iHarmony4's layout, folders with images and masks, of which composites are made on the fly, or generated:COUNT \
      for computed scenes. The run folder holds the recipe, a log, curves (CSV and TensorBoard), pictures and \
      checkpoints/best.safetensors and last.safetensors, which every other command takes as weights.

      Ctrl-C finishes the step and saves; --resume goes on. So it does after a crash, with the same result as if nothing \
      had happened.

      Examples:
        harmonize train quick --data generated:256 --validation generated:32 --run runs/quick
        harmonize train hrnet18s_idih256 --data iHarmony4 --run runs/hrnet18s \\
          --set initialization.backbone=hrnet_w18_small_model_v2.pth --device cuda
        harmonize train photos --data my-photos --validation val --run runs/mine --set epochs=60 --set precision=float32
        harmonize train --resume --data my-photos --validation val --run runs/mine
      """)

  @Argument(help: "The recipe's name or path; a resumed run has its own.")
  var recipe: String?

  @OptionGroup var training: TrainingDataOptions

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("The folder of the run; new, or with --resume that of an earlier one.", valueName: "folder"))
  var runFolder: String?

  @Flag(help: "Go on with the run in the folder.")
  var resume = false

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a key of the recipe, such as schedule.milestones=[160,175]; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  @OptionGroup var machine: TorchOptions

  @Option(help: ArgumentHelp("Threads that load data; all cores by default.", valueName: "n"))
  var workers: Int?

  @Flag(help: "List the recipes.")
  var list = false

  @Flag(help: "Print the recipe with all its settings and do nothing.")
  var show = false

  func validate() throws {
    guard !list else { return }
    if recipe == nil, !resume { throw ValidationError("name a recipe; --list shows all") }
    if show { return }
    if runFolder == nil { throw ValidationError("name a folder for the run: --run runs/NAME") }
    if training.data.isEmpty { throw ValidationError("name data to train on: --data FOLDER") }
    if let workers, !(1...1024).contains(workers) { throw ValidationError("--workers must be between 1 and 1024") }
  }

  func run() throws {
    if list { return print(RecipeLibrary.standard.names.joined(separator: "\n")) }
    if show, let recipe { return print(try RecipeLibrary.standard.recipe(recipe, settings: settings).yaml()) }
    let device = try machine.prepare()
    let named = try recipe.map { try RecipeLibrary.standard.recipe($0, settings: settings) }
    let folder = try RunFolder(URL(fileURLWithPath: runFolder ?? ""), resume: resume)
    let recipe = try named ?? folder.snapshot(settings: settings)
    // A file limit of the system then reads as a full disk instead of ending the process.
    signal(SIGXFSZ, SIG_IGN)
    let interruption = Interruption()
    var options = TrainerOptions()
    (options.device, options.workers) = (device, workers)
    options.isStopRequested = { interruption.isRequested }
    let display = TrainingDisplay()
    let data = try training.open(shortSide: recipe.decodedShortSide)
    let trainer = try Trainer(recipe, data: data, folder: folder, options: options, report: display.show)
    let outcome = try trainer.train()
    display.finish()
    try end(outcome, folder)
  }

  private func end(_ outcome: TrainingOutcome, _ folder: RunFolder) throws {
    guard case .interrupted = outcome else {
      let best = FileManager.default.fileExists(atPath: folder.best.path) ? folder.best : folder.last
      return print("trained: \(best.path)")
    }
    let places = training.arguments.joined(separator: " ")
    StandardError.print("go on with: harmonize train --resume --run \(folder.url.path) \(places)")
    throw ExitCode(130)
  }
}
