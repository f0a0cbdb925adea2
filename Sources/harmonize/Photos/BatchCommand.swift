import ArgumentParser
import Foundation
import HarmonizationImaging
import HarmonizationSupport
import ImageHarmonization

/// `harmonize batch`
struct BatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "Harmonizes all photos in folders.",
    discussion: """
      The mask of x.jpg is the first of these that exists: x_mask.png beside it (also x.jpg_mask.png, x-mask.png, x.mask.png, \
      mask_x.png), masks/x.png, ../masks/x.png and, for composite_images/a_1_2.jpg of the iHarmony4 data set, ../masks/a_1.png. \
      Case and the spelling of accents do not matter. Pictures that are not done are listed with the reason.

      Results keep their names and folders below the output folder. Those that exist are skipped, so an interrupted batch \
      continues where it stopped when it is started again. A photo that fails is listed at the end, and the exit code is 1.

      Examples:
        harmonize batch photos -o harmonized
        harmonize batch photos -o harmonized --format png --jobs 8
        harmonize batch photos -o harmonized --json report.json
      One background and a folder of cut-outs:
        harmonize batch cutouts --background beach.jpg --at 400,300 -o series
        harmonize batch cutouts --background beach.jpg --places places.csv -o series
      On a cluster each job does its share; jobs are counted from 1:
        harmonize batch photos -o out --shard $SLURM_ARRAY_TASK_ID/16
        harmonize batch photos -o out --shard $((JOB_COMPLETION_INDEX+1))/16
      """)

  @Argument(help: "Folders with photos and masks.")
  var folders: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder for the results.", valueName: "folder"))
  var output: String

  @OptionGroup(title: "One background for many cut-outs") var series: SeriesOptions
  @OptionGroup(title: "Model") var weights: WeightsOptions
  @OptionGroup(title: "Network") var engine: EngineOptions
  @OptionGroup(title: "Network") var prediction: PredictionOptions
  @OptionGroup(title: "Mask") var masking: MaskOptions
  @OptionGroup(title: "Change") var change: ChangeOptions
  @OptionGroup(title: "Output") var files: OutputOptions

  @Option(help: "Format of all results; by default each photo's own.")
  var format: ImageFormat?

  @Option(
    help: ArgumentHelp("Photos in work at the same time; half as many again as cores by default.", valueName: "n"))
  var jobs: Int?

  @Option(help: ArgumentHelp("Do the i-th of n parts, counted from 1.", valueName: "i/n"))
  var shard: Shard?

  @Option(help: ArgumentHelp("Write a report of every photo as JSON; '-' is standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs must be between 1 and 1024") }
  }

  func run() async throws {
    let found =
      try series.background == nil
      ? PhotoPairs(in: folders, excluding: output) : PhotoPairs(ofCutoutsIn: folders, excluding: output)
    guard !found.pairs.isEmpty else {
      let places = folders.joined(separator: ", ")
      for other in found.leftOut { StandardError.print("left out: \(other.path): \(other.reason)") }
      throw Failure("no photo with a mask in \(places); 'harmonize batch --help' lists the names that masks may have")
    }
    let runner = try await runner()
    try runner.prepare(found.pairs)
    for other in found.leftOut { StandardError.print("left out: \(other.path): \(other.reason)") }
    let pairs = shard.map { found.shard($0.index, of: $0.count) } ?? found.pairs
    let line = ProgressLine(total: pairs.count, unit: "photos")
    let interruption = Interruption()
    let outcomes = await runner.run(pairs, isInterrupted: { interruption.isRequested }) { outcome in
      for notice in outcome.notices { line.note("note: \(notice)") }
      if case .failed(let reason) = outcome.state { line.note("failed: \(reason)") }
      line.advance()
    }
    line.finish()
    let report = BatchReport(outcomes, leftOut: found.leftOut, planned: pairs.count)
    if let json { try OutputFile.write(report.json(), to: json) }
    // With '--json -' standard output is the report's alone.
    if json == "-" { StandardError.print(report.summary) } else { print(report.summary) }
    if report.isIncomplete { throw ExitCode(1) }
  }

  private func runner() async throws -> BatchRunner {
    guard try Encoder.isAvailable(format ?? .png) else {
      throw Failure(
        "this libvips cannot write \((format ?? .png).rawValue.uppercased()) (HARMONIZE_VIPS=system may); "
          + "use --format jpeg, png or tiff")
    }
    if let json, json != "-" { try OutputFile.check(json, overwrite: true) }
    do throws(FileError) { try FileSystem.createFolder(output) } catch {
      throw Failure("folder '\(output)' cannot be created: \(error.reason); specify another one with -o")
    }
    let harmonizer = Harmonizer(
      NetworkMethod(
        try weights.model(), backend: try engine.backend(.throughput), flips: prediction.flip,
        fit: change.carrying.fit))
    try await harmonizer.ready()
    let masking = masking
    let jobs = jobs ?? BatchRunner.suggestedParallelism
    var runner = BatchRunner(
      harmonizer, output: output, encoder: files.encoder(), adjustment: change.adjustment,
      parallelism: jobs
    ) { pair, photo in try masking.read(.file(pair.mask), for: photo) }
    // Enough photos at a time fill the cores; more threads on each would only wait for one another.
    runner.decoder.threads = max(1, ProcessInfo.processInfo.activeProcessorCount / jobs)
    runner.format = format
    runner.compose = try series.composition(masking)
    return runner
  }
}

/// `i/n` on the command line.
struct Shard: ExpressibleByArgument, Equatable {
  let index: Int
  let count: Int

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], count >= 1, (1...count).contains(index) else {
      return nil
    }
    self.index = index
    self.count = count
  }
}
