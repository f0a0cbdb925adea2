import ArgumentParser
import ImageHarmonization

/// How a change varies over time.
struct SmoothingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Width in seconds of the window over which the change is smoothed, before and after each frame, but not over cuts. 0 looks at "
        + "each frame by itself, which flickers.",
      valueName: "seconds"))
  var smooth: Double = 2

  @Option(
    help: ArgumentHelp(
      "Seconds from one look of the network to the next; it also looks where a shot begins and where the mask changes a lot.",
      valueName: "seconds"))
  var keyEvery: Double = 1

  func validate() throws {
    guard (0...600).contains(smooth) else { throw ValidationError("--smooth must be between 0 and 600") }
    guard keyEvery > 0, keyEvery <= 600 else { throw ValidationError("--key-every must be above 0 and at most 600") }
  }

  /// Whether each frame is looked at by itself.
  var isFrameByFrame: Bool { smooth == 0 }

  /// The library's form.
  func harmonizer(
    _ network: NetworkOptions, _ adjustment: ChangeAdjustment
  ) throws -> VideoHarmonizer {
    var harmonizer = VideoHarmonizer(try network.method(fit: .table()))
    harmonizer.policy = KeyFramePolicy(interval: keyEvery)
    harmonizer.smoothing = smooth
    harmonizer.adjustment = adjustment
    return harmonizer
  }
}
