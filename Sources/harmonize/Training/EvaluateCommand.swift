import ArgumentParser
import Foundation
import HarmonizationData
import HarmonizationEvaluation
import HarmonizationTraining
import ImageHarmonization

/// `harmonize evaluate`
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measures a network or a classical method on composites with known truth.",
    discussion: """
      Prints MSE, fMSE and PSNR for each subset, for all images and by size of the foreground, beside those of the \
      composites that went in and, for iHarmony4's subsets, beside published ones. Numbers of different protocols must not \
      be compared: reference256 (the paper's: 256x256 by OpenCV's resize, PSNR peak max(target)), fixed256 (peak 255), \
      reference512, reference1024, native, native255, pctnet (PCT-Net's at full resolution: peak 255, MSE and PSNR of the foreground \
      alone). At sizes other than fixed ones the network's change is carried to \
      the picture by the full-resolution transfer.

      Examples:
        harmonize evaluate --weights runs/mine/checkpoints/best.safetensors --data iHarmony4
        harmonize evaluate --weights hrnet18s_idih256.pth --data iHarmony4 --flip --json ours.json --html report.html
        harmonize evaluate --method reinhard --data iHarmony4/HCOCO --protocol native
        harmonize evaluate --untouched --weights best.safetensors --data iHarmony4
        harmonize evaluate --battery casts --weights best.safetensors --data photos --html casts.html

      --battery casts needs photos with masks only. It changes each foreground by a fixed list of casts (exposure, white \
      balance, tint, contrast, saturation, haze, lifted blacks, gamma), which end at the mask (in place), a little beyond it \
      (loose) or at an edge that shows nothing (no seam), and prints what share of the error is taken back, what happens to \
      untouched photos, and how far answers move when picture or mask hardly change.
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("iHarmony4 folders, or folders with images and masks.", valueName: "path"))
  var data: [String]

  @OptionGroup var network: NetworkOptions
  @OptionGroup(title: "Method") var method: EvaluationMethodOptions
  @OptionGroup(title: "Reports") var reports: EvaluationReportOptions

  @Option(
    name: .customLong("protocol"),
    help: ArgumentHelp("How predictions become numbers; see above.", valueName: "name"))
  var evaluation: EvaluationSetting = .reference256

  @Option(help: "Which lists of iHarmony4 folders: test or train.")
  var split: Split = .test

  @Option(help: ArgumentHelp("At most so many images, evenly spread.", valueName: "n"))
  var limit: Int?

  @Flag(help: "Give the method the true pictures, and measure how much it changes what needs no change.")
  var untouched = false

  @Option(help: "A fixed set of questions instead of the data's own composites: casts.")
  var battery: Battery?

  @Option(help: ArgumentHelp("Images in work at the same time; the number of cores by default.", valueName: "n"))
  var jobs: Int?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs must be between 1 and 1024") }
    guard battery != nil else { return }
    if untouched { throw ValidationError("--battery has untouched photos in it; leave out --untouched") }
    if reports.csv != nil { throw ValidationError("--battery writes --json and --html, no --csv") }
  }

  func run() async throws {
    try reports.check()
    if battery == .casts { return try await runCasts() }
    var provenance = Provenance.now(command: CommandLine.arguments, versions: ["harmonize": Version.text])
    let measured = try method.measured(network, for: evaluation, noting: &provenance)
    let samples = try SampleCollection(data, split: split).limited(to: limit)
    provenance.data = [samples.provenance(as: "evaluation")]
    if let chosenOn = method.chosenOn(network.weights), chosenOn == samples.namesHash {
      StandardError.print(
        "note: these weights were chosen by their score on these very samples, so the figures are too good; report those of "
          + "last.safetensors, or of other data")
    }
    var items = EvaluationItem.items(from: samples.source)
    if untouched { items = EvaluationItem.untouched(items) }
    let evaluator = Evaluator(evaluation, parallelism: jobs)
    let line = ProgressLine(total: items.count, unit: "images")
    var result = try await evaluator.evaluate(items, with: measured) { progress in
      if let failure = progress.latestFailure { line.note("failed: \(failure.name): \(failure.message)") }
      line.advance()
    }
    line.finish()
    result.provenance = provenance
    for note in SampleCollection.packNotes(data) { print(note) }
    print(result.textReport(), terminator: "")
    try await reports.write(result, items: items, evaluator: evaluator, method: measured)
    if !result.failures.isEmpty { throw ExitCode(1) }
  }

  /// At native size, as photos are harmonized.
  private func runCasts() async throws {
    var provenance = Provenance.now(command: CommandLine.arguments, versions: ["harmonize": Version.text])
    let measured = try method.measured(network, for: .native, noting: &provenance)
    let samples = try SampleCollection(data, split: split).limited(to: limit)
    var battery = CastBattery()
    if let jobs { battery.parallelism = jobs }
    let line = ProgressLine(total: samples.source.count, unit: "photos")
    provenance.data = [samples.provenance(as: "evaluation")]
    var result = try await battery.measure(samples.source, with: measured) { failure in
      if let failure { line.note("not measured: \(failure.name): \(failure.message)") }
      line.advance()
    }
    line.finish()
    result.provenance = provenance
    print(result.textReport(), terminator: "")
    if let json = reports.json { try result.writeJSON(to: URL(fileURLWithPath: json)) }
    if let html = reports.html { try result.writeHTML(to: URL(fileURLWithPath: html)) }
  }
}

/// Fixed sets of questions.
enum Battery: String, ExpressibleByArgument, CaseIterable {
  case casts
}

/// The files that an evaluation writes.
struct EvaluationReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write means and every image as JSON, which 'harmonize compare' reads.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write a line per image.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Write a page with tables, plots and pictures.", valueName: "file"))
  var html: String?

  /// Refuses places where nothing can be written, before anything is measured.
  func check() throws {
    for path in [json, csv, html].compactMap({ $0 }) { try OutputFile.check(path, overwrite: true) }
  }

  /// Writes what was asked for.
  func write(
    _ result: EvaluationResult, items: [EvaluationItem], evaluator: Evaluator, method: MeasuredMethod
  ) async throws {
    if let json { try result.writeJSON(to: URL(fileURLWithPath: json)) }
    if let csv { try result.writeCSV(to: URL(fileURLWithPath: csv)) }
    guard let html else { return }
    let gallery = try await evaluator.gallery(of: result, items: items, with: method) { try .jpeg($0) }
    try result.writeHTML(to: URL(fileURLWithPath: html), gallery: gallery)
  }
}

extension EvaluationSetting: ExpressibleByArgument {
  /// A protocol by its name.
  public init?(argument: String) {
    guard let named = try? EvaluationSetting.named(argument) else { return nil }
    self = named
  }

  /// The names.
  public static var allValueStrings: [String] { all.map(\.name) }

  /// The name.
  public var defaultValueDescription: String { name }
}

extension Split: ExpressibleByArgument {}
