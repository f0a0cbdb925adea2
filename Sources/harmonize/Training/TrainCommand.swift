import ArgumentParser
import Foundation
import HarmonizationSupport
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
      checkpoints/best.safetensors and last.safetensors, which every other command takes as weights. All samples are read before \
      the first step; those that cannot be used are listed at once, and --skip-bad leaves them out.

      Ctrl-C finishes the step and saves; --resume goes on. So it does after a crash, with the same result as if nothing \
      had happened.

      --processes N trains by N processes of this machine; torchrun, mpirun and srun start them on several. batchSize counts the \
      samples of all. The weights are those of one process with --set replicas=N, bit for bit.

      Examples:
        harmonize train quick --data generated:256 --validation generated:32 --run runs/quick
        harmonize train hrnet18s_idih256 --data iHarmony4 --run runs/hrnet18s \\
          --set initialization.backbone=hrnet_w18_small_model_v2.pth --device cuda
        harmonize train photos --data my-photos --validation val --run runs/mine --set epochs=60 --set precision=float32
        torchrun --nnodes 4 --nproc-per-node 2 --rdzv-backend c10d --rdzv-endpoint NODE --no-python -- \\
          harmonize train photos --data my-photos --run runs/mine
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

  @Flag(help: "Leave samples out that cannot be used, instead of listing them all and stopping.")
  var skipBad = false

  @OptionGroup var machine: TorchOptions

  @Option(help: ArgumentHelp("Threads that load data; all cores by default.", valueName: "n"))
  var workers: Int?

  @Option(help: ArgumentHelp("Train by so many processes of this machine.", valueName: "n"))
  var processes: Int?

  @Option(help: ArgumentHelp("Wait so long for another process before giving up.", valueName: "seconds"))
  var timeout = ProcessGroup.defaultTimeout

  @Flag(help: "Resume with another number of processes than the run had.")
  var otherProcesses = false

  @Flag(help: "List the recipes.")
  var list = false

  @Flag(help: "Print the recipe with all its settings and do nothing.")
  var show = false

  func validate() throws {
    guard !list else { return }
    if recipe == nil, !resume { throw ValidationError("name a recipe; --list shows all") }
    if show { return }
    if runFolder == nil { throw ValidationError("name a folder for the run: --run runs/NAME") }
    if training.data.isEmpty, !resume { throw ValidationError("name data to train on: --data FOLDER") }
    if let processes, !(1...64).contains(processes) { throw ValidationError("--processes must be between 1 and 64") }
    if !(1...86400).contains(timeout) { throw ValidationError("--timeout must be between 1 and 86400 seconds") }
    if let workers, !(1...1024).contains(workers) { throw ValidationError("--workers must be between 1 and 1024") }
  }

  func run() throws {
    if list { return print(Self.listing(RecipeLibrary.standard)) }
    if show, let recipe { return print(try RecipeLibrary.standard.recipe(recipe, settings: settings).yaml()) }
    let rendezvous = try Rendezvous(environment: ProcessInfo.processInfo.environment)
    if let processes, processes > 1 {
      guard rendezvous == nil else {
        throw ValidationError(
          "--processes starts processes, but a launcher (torchrun, mpirun, srun) has already done so")
      }
      return try ProcessLauncher(count: processes, arguments: Self.withoutProcesses(CommandLine.arguments)).run()
    }
    LauncherWatch.start()
    let local = rendezvous?.localSize ?? 1
    let device = try machine.prepare(processes: local)
    // A file limit of the system then reads as a full disk instead of ending the process.
    signal(SIGXFSZ, SIG_IGN)
    let interruption = Interruption()
    let peers = Peers(try rendezvous.map { try ProcessGroup($0, timeout: timeout) })
    var options = TrainerOptions()
    (options.device, options.skipsBadSamples) = (device, skipBad)
    options.workers = workers ?? (local > 1 ? TorchOptions.cores(for: local) : nil)
    (options.command, options.toolVersion) = (CommandLine.arguments, Version.text)
    options.allowsOtherProcesses = otherProcesses
    options.isStopRequested = { interruption.isRequested }
    try train(by: peers, options, restarts: rendezvous?.restarts ?? 0)
  }

  private func train(by peers: Peers, _ options: TrainerOptions, restarts: Int) throws {
    let (folder, own) = try peers.together { try peers.isLeader ? begin(restarts: restarts) : (nil, Recipe()) }
    let recipe = try peers.share(recipe: own)
    let display = TrainingDisplay()
    let isLeader = peers.isLeader
    let report: (TrainingEvent) -> Void = { if isLeader { display.show($0) } }
    var sources = training
    let trainer: Trainer
    do {
      sources = try peers.together { try folder.map { try places(of: $0) } ?? training }
      let shared = try peers.share([sources.data, sources.validation, sources.labels.map { [$0] } ?? []])
      (sources.data, sources.validation, sources.labels) = (shared[0], shared[1], shared[2].first)
      let data = try peers.together { [sources] in try sources.open(shortSide: recipe.decodedShortSide) }
      trainer = try Trainer(recipe, data: data, folder: folder, peers: peers, options: options, report: report)
    } catch {
      folder?.note("failed: \(error)")
      throw error
    }
    let outcome = try trainer.train()
    if let folder {
      display.finish()
      try end(outcome, in: folder, trainedOn: sources)
    } else if case .interrupted = outcome {
      throw ExitCode(130)
    }
  }

  /// The run's folder and recipe.
  ///
  /// - Parameter restarts: Starts before this one by a launcher: the run of the first one continues.
  private func begin(restarts: Int) throws -> (RunFolder?, Recipe) {
    let url = URL(fileURLWithPath: runFolder ?? "")
    let hasBegun = FileManager.default.fileExists(atPath: url.appendingPathComponent("recipe.yml").path)
    let continues = resume || (restarts > 0 && hasBegun)
    let named = try recipe.map { try RecipeLibrary.standard.recipe($0, settings: settings) }
    let folder = try RunFolder(url, resume: continues)
    folder.note("harmonize \(Version.text): " + Shell.line(CommandLine.arguments))
    if continues, !resume { folder.note("start \(restarts + 1) by the launcher: continues") }
    return (folder, try named ?? folder.snapshot(settings: settings))
  }

  /// Arguments for each of the processes.
  private static func withoutProcesses(_ arguments: [String]) -> [String] {
    var rest = Array(arguments.dropFirst()).filter { !$0.hasPrefix("--processes=") }
    if let index = rest.firstIndex(of: "--processes") { rest.removeSubrange(index...min(index + 1, rest.count - 1)) }
    return rest
  }

  /// Recipes with their networks, then the paper's rows with the commands that train them.
  private static func listing(_ library: RecipeLibrary) -> String {
    var recipes = TextTable(columns: [.left, .left])
    recipes.add(["recipe", "network"])
    for name in library.names {
      let network = (try? library.recipe(name))?.network
      // What others extend is not an experiment of its own.
      recipes.add([name, name.contains("-") ? "(a base that others extend)" : network ?? "(cannot be read)"])
    }
    var rows = TextTable(columns: [.left, .left])
    rows.add(["Table 3 of the paper", "harmonize train"])
    for row in PaperRow.all {
      rows.add([row.name, Shell.line([row.recipe] + row.settings.flatMap { ["--set", $0] })])
    }
    return recipes.text() + "\n" + rows.text() + "\nThe paper trains every row for 180 epochs; without a backbone add "
      + "--set epochs=180 --set 'schedule.milestones=[160,175]'.\nRows with a backbone start from its ImageNet weights: "
      + "--set initialization.backbone=FILE."
  }

  /// Where the data are; a resumed run that does not say so uses the places of its last session.
  private func places(of folder: RunFolder) throws -> TrainingDataOptions {
    var places = training
    let before = folder.sessions.last?.data ?? []
    func paths(_ role: String) -> [String] { before.first { $0.role == role }?.paths ?? [] }
    if places.data.isEmpty { places.data = paths("training") }
    if places.data.isEmpty { throw ValidationError("name data to train on: --data FOLDER") }
    // Test lists that were found without being named are found again.
    let wasNamed = folder.sessions.contains { Self.value(of: "--validation", in: $0.command) != nil }
    if places.validation.isEmpty, wasNamed { places.validation = paths("validation") }
    let commands = folder.sessions.map(\.command)
    places.labels = places.labels ?? commands.lazy.compactMap { Self.value(of: "--labels", in: $0) }.last
    return places
  }

  private static func value(of option: String, in command: [String]) -> String? {
    if let index = command.firstIndex(of: option), index + 1 < command.count { return command[index + 1] }
    return command.first { $0.hasPrefix(option + "=") }.map { String($0.dropFirst(option.count + 1)) }
  }

  private func end(_ outcome: TrainingOutcome, in folder: RunFolder, trainedOn places: TrainingDataOptions) throws {
    guard case .interrupted = outcome else {
      let best = FileManager.default.fileExists(atPath: folder.best.path) ? folder.best : folder.last
      return print("trained: \(best.path)")
    }
    let machine =
      (self.machine.device.map { ["--device", $0.description] } ?? [])
      + (ProcessInfo.processInfo.environment[ProcessLauncher.variable].map { ["--processes", $0] } ?? [])
      + (self.machine.threads.map { ["--threads", String($0)] } ?? []) + (skipBad ? ["--skip-bad"] : [])
    let arguments = ["harmonize", "train", "--resume", "--run", folder.url.path] + places.arguments + machine
    StandardError.print("resume with: \(Shell.line(arguments))")
    throw ExitCode(130)
  }
}
