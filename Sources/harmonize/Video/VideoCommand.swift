import ArgumentParser
import Foundation
import HarmonizationImaging
import HarmonizationPixels
import HarmonizationSupport
import ImageHarmonization
import Synchronization

/// `harmonize video`
struct VideoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "video", abstract: "Harmonizes a video without flicker.",
    discussion: """
      The mask is a picture, a video (its transparency, or its brightness) or a folder of pictures, one for each frame; frames with \
      an empty mask keep their colours. FFmpeg (5.1 or newer) decodes and encodes: sound and subtitles are copied, and the times \
      of the frames, 10 bits and colour tags are kept.

      Examples:
        harmonize video in.mp4 --mask mask.mp4 -o out.mp4
        harmonize video in.mov --mask mask.png --smooth 4 -o out.mov
        harmonize video in.mp4 --mask masks/ --crf 14 --preset slow -o out.mkv
      """)

  @Argument(help: "The video with the pasted foreground.")
  var video: String

  @Option(help: ArgumentHelp("The mask: a picture, a video or a folder of pictures.", valueName: "file"))
  var mask: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The result: .mp4, .mov, .mkv or .webm.", valueName: "file"))
  var output: String

  @OptionGroup(title: "Time") var smoothing: SmoothingOptions
  @OptionGroup var network: NetworkOptions
  @OptionGroup(title: "Mask") var masking: MaskOptions
  @OptionGroup(title: "Change") var change: AdjustmentOptions
  @OptionGroup(title: "Output") var encoding: VideoEncodingOptions

  @Flag(name: .shortAndLong, help: "Say what took how long.")
  var verbose = false

  func run() async throws {
    // An encoder that ends early is an error, not the end of this process.
    signal(SIGPIPE, SIG_IGN)
    let interruption = Interruption(isFinal: true)
    defer { withExtendedLifetime(interruption) {} }
    try VideoEncoding.check(output)
    try OutputFile.check(output, overwrite: encoding.overwrite)
    let harmonizer = try smoothing.harmonizer(network, change.adjustment)
    let info = try VideoInfo(of: video)
    let masks = try maskReading(for: info)
    for notice in info.notices + masks.notices(for: info) { StandardError.print("note: \(notice)") }
    try await harmonizer.method.ready()
    let (look, render) = (
      ProgressLine(total: info.times.count, unit: "frames looked at"),
      ProgressLine(total: info.times.count, unit: "frames")
    )
    let result = try await harmonizer.harmonize(
      info, masks: masks, to: output, encoding: encoding.encoding, overwrite: encoding.overwrite,
      isFrameByFrame: smoothing.isFrameByFrame, progress: ({ look.advance() }, { render.advance() }))
    render.finish()
    for notice in result.notices { StandardError.print("note: \(notice)") }
    if verbose { StandardError.print(Self.report(result.looking, result.times)) }
    StandardOutput.print(path: output)
  }

  /// How the mask is read, by what it is.
  private func maskReading(for info: VideoInfo) throws -> VideoMaskReading {
    var reading: VideoMaskReading
    if FileSystem.isFolder(mask) {
      let names = try FrameFolder.pictures(in: mask)
      guard !names.isEmpty else { throw VideoError.noFrames(mask) }
      reading = VideoMaskReading(.pictures(names.map { "\(mask)/\($0)" }))
    } else if ImageFormat(path: mask) != nil {
      reading = VideoMaskReading(.still(try still(for: info)))
    } else {
      reading = VideoMaskReading(.video(try VideoInfo(of: mask)))
    }
    reading.channel = masking.alphaMask ? .alpha : .automatic
    reading.resizes = masking.resizeMask
    reading.preparation = masking.preparation
    // Both passes read the masks.
    let said = Once()
    reading.failed = { text in
      if said.isFirst(text) { StandardError.print("failed: \(text); its frame stays as it is") }
    }
    return reading
  }

  private func still(for info: VideoInfo) throws -> Mask {
    let frame = Raster<UInt8>(width: info.width, height: info.height, channels: 1, repeating: 0)
    let reading = try masking.read(ImageArgument.source(mask), for: Photo(frame, name: info.file))
    StandardError.print(reading.notices)
    return reading.mask
  }

  /// Remembers what was said.
  private final class Once: Sendable {
    private let said = Mutex<Set<String>>([])

    func isFirst(_ text: String) -> Bool { said.withLock { $0.insert(text).inserted } }
  }

  private static func report(_ looking: Duration, _ times: StageTimes) -> String {
    let frames = Double(max(times.frames, 1))
    func line(_ name: String, _ duration: Duration) -> String {
      let milliseconds = duration / .milliseconds(1)
      return String(format: "%8.0f ms, %6.2f ms a frame  ", milliseconds, milliseconds / frames) + name
    }
    let all = looking + times.total
    return [
      line("first pass: small frames decoded, key frames looked at", looking),
      line("second pass, of which, at the same time:", times.total),
      line("  waiting for the decoders", times.reading), line("  colours changed", times.changing),
      line("  waiting for the encoder", times.writing),
      line(String(format: "both: %.1f frames per second", frames / max(all / .seconds(1), 1e-3)), all),
    ].joined(separator: "\n")
  }
}

/// How a video is written.
struct VideoEncodingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("FFmpeg's name of the encoder; libx264 by default, libvpx-vp9 for .webm.", valueName: "name"))
  var codec: String?

  @Option(help: ArgumentHelp("Constant rate factor, 0 to 63: less is better and larger.", valueName: "n"))
  var crf: Int = 18

  @Option(help: ArgumentHelp("Speed of libx264 and libx265, ultrafast to veryslow.", valueName: "name"))
  var preset: String = "veryfast"

  @Flag(help: "Replace an existing file.")
  var overwrite = false

  func validate() throws {
    guard (0...63).contains(crf) else { throw ValidationError("--crf must be between 0 and 63") }
  }

  /// The library's form.
  var encoding: VideoEncoding {
    var encoding = VideoEncoding()
    (encoding.codec, encoding.quality, encoding.preset) = (codec, crf, preset)
    return encoding
  }
}
