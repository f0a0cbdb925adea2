import ArgumentParser
import Foundation
import HarmonizationImaging
import HarmonizationSupport
import ImageHarmonization

/// `harmonize frames`
struct FramesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "frames", abstract: "Harmonizes the frames of a video that are pictures in a folder, without flicker.",
    discussion: """
      Frames follow each other by the numbers in their names. A frame's mask has its name (shot_0007.png for shot_0007.tif) or \
      its number (mask_0007.png). Frames without a mask, or with an empty one, keep their colours. Depth, profile and background of \
      every frame are kept.

      Results that exist are skipped, so an interrupted run continues where it stopped. A frame that fails is named, and the exit \
      code is 1.

      Examples:
        harmonize frames shot --masks shot_masks -o result
        harmonize frames shot --masks roto --fps 24 --smooth 4 -o result
      """)

  @Argument(help: "The folder with the frames.")
  var folder: String

  @Option(help: ArgumentHelp("The folder with the masks.", valueName: "folder"))
  var masks: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder for the results.", valueName: "folder"))
  var output: String

  @Option(help: ArgumentHelp("Frames per second.", valueName: "n"))
  var fps: Double = 25

  @OptionGroup(title: "Time") var smoothing: SmoothingOptions
  @OptionGroup var network: NetworkOptions
  @OptionGroup(title: "Mask") var masking: MaskOptions
  @OptionGroup(title: "Change") var change: AdjustmentOptions
  @OptionGroup(title: "Output") var files: OutputOptions
  @OptionGroup var results: ResultsOptions

  func validate() throws {
    guard fps >= 0.01, fps <= 1000 else { throw ValidationError("--fps must be between 0.01 and 1000") }
  }

  func run() async throws {
    let found = try FrameFolder(folder, masks: masks)
    guard found.unmasked < found.frames.count else {
      throw Failure("no frame in \(folder) has a mask in \(masks); 'harmonize frames --help' says how masks are named")
    }
    if found.unmasked > 0 {
      StandardError.print("note: \(found.unmasked) of \(found.frames.count) frames have no mask and stay as they are")
    }
    try ResultsOptions.create(output)
    let harmonizer = try smoothing.harmonizer(network, change.adjustment)
    try await harmonizer.method.ready()
    let interruption = Interruption()
    var runner = self.runner(harmonizer)
    try runner.check(found.frames)
    if !smoothing.isFrameByFrame {
      runner.render = harmonizer.renderer(try await look(at: found.frames, harmonizer, interruption))
    }
    try await render(found.frames, by: runner, interruption)
  }

  private func runner(_ harmonizer: VideoHarmonizer) -> BatchRunner {
    let masking = masking
    var runner = BatchRunner(
      Harmonizer(harmonizer.method), output: output, encoder: files.encoder(), adjustment: change.adjustment,
      parallelism: results.jobs ?? ProcessInfo.processInfo.activeProcessorCount
    ) { pair, photo in try masking.readFrame(pair.mask, for: photo) }
    runner.format = results.format
    runner.render = harmonizer.renderer(nil)
    return runner
  }

  private func look(
    at frames: [PhotoPair], _ harmonizer: VideoHarmonizer, _ interruption: Interruption
  ) async throws -> VideoHarmonizer.FolderTrack {
    let (masking, line) = (masking, ProgressLine(total: frames.count, unit: "frames looked at"))
    do {
      let track = try await harmonizer.look(
        at: frames, frameRate: fps, readMask: { try masking.readFrame($0.mask, for: $1) },
        isInterrupted: { interruption.isRequested }, progress: { line.advance() })
      line.finish()
      for notice in track.notices { StandardError.print("note: \(notice)") }
      return track
    } catch is CancellationError {
      line.finish()
      throw Failure("interrupted before the first result; start it again to do all")
    }
  }

  private func render(_ frames: [PhotoPair], by runner: BatchRunner, _ interruption: Interruption) async throws {
    let line = ProgressLine(total: frames.count, unit: "frames")
    var report = BatchReport(leftOut: [], keepsEntries: false)
    await runner.run(frames.map { .success($0) }, isInterrupted: { interruption.isRequested }) { outcome in
      if case .failed(let reason) = outcome.state { line.note("failed: \(reason)") }
      report.add(BatchReport.Entry(outcome), at: outcome.index)
      line.advance()
    }
    line.finish()
    print(report.summary(planned: frames.count))
    if report.hasFailures || report.total < frames.count { throw ExitCode(1) }
  }
}
