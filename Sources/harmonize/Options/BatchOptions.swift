import ArgumentParser
import Foundation
import HarmonizationImaging
import HarmonizationSupport
import ImageHarmonization

/// What all commands that harmonize many photos into a folder have in common.
struct BatchOptions: ParsableArguments {
  @OptionGroup var network: NetworkOptions
  @OptionGroup(title: "Mask") var masking: MaskOptions
  @OptionGroup(title: "Change") var change: ChangeOptions
  @OptionGroup(title: "Output") var files: OutputOptions
  @OptionGroup var results: ResultsOptions

  /// What does the work, with the network compiled.
  ///
  /// - Parameters:
  ///   - folder: Where results go; nil if every photo comes with its own place.
  ///   - series: Where cut-outs go, if the photos are cut-outs.
  func runner(into folder: String?, pasting series: SeriesOptions? = nil) async throws -> BatchRunner {
    let format = results.format ?? .png
    guard try Encoder.isAvailable(format) else {
      throw Failure(
        "this libvips cannot write \(format.rawValue.uppercased()) (HARMONIZE_VIPS=system may); "
          + "use --format jpeg, png or tiff")
    }
    if let folder { try ResultsOptions.create(folder) }
    let harmonizer = Harmonizer(try network.method(fit: change.carrying.fit, hint: .throughput))
    try await harmonizer.ready()
    let masking = masking
    let jobs = results.jobs ?? BatchRunner.suggestedParallelism
    var runner = BatchRunner(
      harmonizer, output: folder ?? "", encoder: files.encoder(), adjustment: change.adjustment, parallelism: jobs
    ) { pair, photo in try masking.read(.file(pair.mask), for: photo) }
    // Enough photos at a time fill the cores; more threads on each would only wait for one another.
    runner.decoder.threads = max(1, ProcessInfo.processInfo.activeProcessorCount / jobs)
    runner.format = results.format
    runner.compose = try series?.composition(masking)
    return runner
  }
}

/// The results of many pictures.
struct ResultsOptions: ParsableArguments {
  @Option(help: "Format of all results; by default each picture's own.")
  var format: ImageFormat?

  @Option(
    help: ArgumentHelp(
      "Pictures in work at the same time; by default as many as keep the cores busy.", valueName: "n"))
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs must be between 1 and 1024") }
  }

  /// Creates the folder that results go to.
  static func create(_ folder: String) throws {
    do throws(FileError) { try FileSystem.createFolder(folder) } catch {
      throw Failure("folder '\(folder)' cannot be created: \(error.reason); specify another one with -o")
    }
  }
}
