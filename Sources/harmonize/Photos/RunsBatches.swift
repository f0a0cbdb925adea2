import Foundation
import HarmonizationImaging
import HarmonizationSupport
import ImageHarmonization

/// A command that harmonizes many photos into a folder.
protocol RunsBatches {
  /// Where results go; nil if every photo comes with its own place.
  var resultsFolder: String? { get }
  var weights: WeightsOptions { get }
  var engine: EngineOptions { get }
  var prediction: PredictionOptions { get }
  var masking: MaskOptions { get }
  var change: ChangeOptions { get }
  var files: OutputOptions { get }
  var format: ImageFormat? { get }
  var jobs: Int? { get }
}

extension RunsBatches {
  /// What does the work, with the network compiled.
  ///
  /// - Parameter series: Where cut-outs go, if the photos are cut-outs.
  func runner(_ series: SeriesOptions?) async throws -> BatchRunner {
    guard try Encoder.isAvailable(format ?? .png) else {
      throw Failure(
        "this libvips cannot write \((format ?? .png).rawValue.uppercased()) (HARMONIZE_VIPS=system may); "
          + "use --format jpeg, png or tiff")
    }
    if let resultsFolder { try create(resultsFolder) }
    let harmonizer = Harmonizer(
      NetworkMethod(
        try weights.model(), backend: try engine.backend(.throughput), flips: prediction.flip,
        fit: change.carrying.fit))
    try await harmonizer.ready()
    let masking = masking
    let jobs = jobs ?? BatchRunner.suggestedParallelism
    var runner = BatchRunner(
      harmonizer, output: resultsFolder ?? "", encoder: files.encoder(), adjustment: change.adjustment,
      parallelism: jobs
    ) { pair, photo in try masking.read(.file(pair.mask), for: photo) }
    // Enough photos at a time fill the cores; more threads on each would only wait for one another.
    runner.decoder.threads = max(1, ProcessInfo.processInfo.activeProcessorCount / jobs)
    runner.format = format
    runner.compose = try series?.composition(masking)
    return runner
  }

  private func create(_ folder: String) throws {
    do throws(FileError) { try FileSystem.createFolder(folder) } catch {
      throw Failure("folder '\(folder)' cannot be created: \(error.reason); specify another one with -o")
    }
  }
}
