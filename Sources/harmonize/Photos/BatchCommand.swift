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
      Product shots that are to come out alike:
        harmonize batch shots -o harmonized --group-by folder
      One background and a folder of cut-outs:
        harmonize batch cutouts --background beach.jpg --at 400,300 -o series
        harmonize batch cutouts --background beach.jpg --places places.csv -o series
      A list, a line for each photo; on a cluster each array task (Slurm) or indexed job (Kubernetes) does its share:
        harmonize batch --list photos.txt
        harmonize batch --list photos.txt --json reports/$SLURM_ARRAY_TASK_ID.jsonl
        harmonize report merge reports/*.jsonl
      """)

  @Argument(help: "Folders with photos and masks.")
  var folders: [String] = []

  @Option(
    help: ArgumentHelp(
      "Instead of folders, a file with a line for each photo: photo, mask and result, separated by tabs; '-' reads standard input.",
      valueName: "file"))
  var list: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The folder for the results; with --list, the one that their paths start from.", valueName: "folder"))
  var output: String?

  @OptionGroup(title: "One background for many cut-outs") var series: SeriesOptions
  @OptionGroup var batch: BatchOptions

  @Option(
    help: ArgumentHelp(
      "Photos that belong together get one change, the robust mean of their own, so that they come out alike: those of a folder, or "
        + "those whose names begin alike up to the last -, _, . or space (prefix).", valueName: "rule"))
  var groupBy: SeriesRule = .none

  @Option(
    help: ArgumentHelp(
      "Do the i-th of n parts, counted from 1; unset, an array task of Slurm or an indexed job of Kubernetes does its own.",
      valueName: "i/n"))
  var shard: Shard?

  @Option(
    help: ArgumentHelp(
      "Write a report of every photo as JSON; '-' is standard output, and a .jsonl file gets a line as each photo finishes.",
      valueName: "file"))
  var json: String?

  func validate() throws {
    if list != nil {
      guard groupBy == .none else { throw ValidationError("--group-by takes folders, not --list") }
      guard folders.isEmpty else { throw ValidationError("name folders or --list, not both") }
      guard series.background == nil else { throw ValidationError("--background takes folders, not --list") }
    } else {
      guard !folders.isEmpty else { throw ValidationError("name a folder with photos, or --list") }
      guard output != nil else { throw ValidationError("name the folder for the results with -o") }
    }
  }

  func run() async throws {
    let (part, source) = try shard.map { ($0, nil) } ?? Shard.scheduled().map { ($0.shard, $0.source) } ?? (nil, nil)
    if let source, let part { StandardError.print("note: part \(part.index) of \(part.count), as \(source) says") }
    if let list {
      let lines = list == "-" ? PhotoList(.standardInput, name: "standard input") : try PhotoList(contentsOf: list)
      let runner = try await runner()
      guard let part else { return try await run(lines, with: runner) }
      return try await run(lines.shard(part.index, of: part.count), with: runner)
    }
    let found = try foundPairs()
    let runner = try await runner()
    try runner.check(found.pairs)
    for other in found.leftOut { StandardError.print("left out: \(other.path): \(other.reason)") }
    let series = groupBy == .none ? nil : try await series(of: found.pairs, runner)
    let pairs = part.map { Array(found.pairs.shard($0.index, of: $0.count)) } ?? found.pairs
    try await run(
      pairs.lazy.map { .success($0) }, with: runner, total: pairs.count, series: series, leftOut: found.leftOut)
  }

  /// The changes of all series, also of those that other parts write: they need all photos.
  private func series(of pairs: [PhotoPair], _ runner: BatchRunner) async throws -> BatchSeries {
    let line = ProgressLine(total: pairs.count, unit: "photos looked at")
    let interruption = Interruption()
    let series = try await runner.series(of: pairs, by: groupBy, isInterrupted: { interruption.isRequested }) {
      line.advance()
    }
    line.finish()
    // Half a series would give another change.
    if interruption.isRequested { throw ExitCode(1) }
    return series
  }

  private func foundPairs() throws -> PhotoPairs {
    let found =
      try series.background == nil
      ? PhotoPairs(in: folders, excluding: output) : PhotoPairs(ofCutoutsIn: folders, excluding: output)
    guard found.pairs.isEmpty else { return found }
    for other in found.leftOut { StandardError.print("left out: \(other.path): \(other.reason)") }
    throw Failure(
      "no photo with a mask in \(folders.joined(separator: ", ")); 'harmonize batch --help' lists the names that masks may have"
    )
  }

  /// Harmonizes and reports.
  private func run(
    _ pairs: some Sequence<Result<PhotoPair, PhotoList.BadLine>>, with runner: BatchRunner, total: Int? = nil,
    series: BatchSeries? = nil, leftOut: [PhotoPairs.LeftOut] = []
  ) async throws {
    var runner = runner
    runner.render = series.map(runner.renderer)
    let lines = try json.flatMap { ReportLines.isMeant(by: $0) ? try ReportLines(appendingTo: $0) : nil }
    var report = BatchReport(leftOut: leftOut, keepsEntries: json != nil && lines == nil)
    let line = ProgressLine(total: total, unit: "photos")
    let interruption = Interruption()
    try await runner.run(pairs, isInterrupted: { interruption.isRequested }) { outcome in
      for notice in outcome.notices { line.note("note: \(notice)") }
      if case .failed(let reason) = outcome.state { line.note("failed: \(reason)") }
      let entry = BatchReport.Entry(outcome, series?.member(outcome.pair))
      report.add(entry, at: outcome.index)
      try lines?.add(entry)
      line.advance()
    }
    line.finish()
    if let json, lines == nil { try OutputFile.write(report.json(), to: json) }
    let isInterrupted = interruption.isRequested
    let summary = report.summary(planned: isInterrupted ? total : report.total)
    // With '--json -' standard output is the report's alone.
    if json == "-" { StandardError.print(summary) } else { print(summary) }
    let isIncomplete = total.map { report.total < $0 } ?? isInterrupted
    if report.hasFailures || isIncomplete { throw ExitCode(1) }
  }

  private func runner() async throws -> BatchRunner {
    if let json, json != "-" { try OutputFile.check(json, overwrite: true) }
    return try await batch.runner(into: output, pasting: series)
  }
}

extension SeriesRule: ExpressibleByArgument {}
