import ArgumentParser
import ImageHarmonization
import OpenVINO

/// Which weights are used, and how the network runs.
struct ModelOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Trained weights, .pth or .safetensors. Without it: $HARMONIZE_MODEL, then ~/.config/harmonize/default.safetensors, "
        + "then the model installed with the tool.", valueName: "file"))
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "Network of the weights, where the file does not say; see 'harmonize networks'.", valueName: "name"))
  var network: String?

  @Option(help: "Number format of the computation: auto takes bf16 where the CPU is faster with it.")
  var precision: Precision = .auto

  @Option(help: ArgumentHelp("Threads for the network; all cores by default.", valueName: "n"))
  var threads: Int?

  @Flag(help: "Average with the mirrored picture: slightly better, twice the network's time.")
  var flip = false

  @Flag(help: "Compile the network anew instead of taking it from the cache.")
  var noCache = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  /// Reads the weights that were named, or the default model.
  func model() throws -> HarmonizationModel {
    try HarmonizationModel(contentsOf: weights ?? DefaultModel.path(), network: network)
  }

  /// How the network is run.
  func inference(_ hint: PerformanceHint = .latency) -> InferenceOptions {
    InferenceOptions(precision: precision, hint: hint, threads: threads, cache: noCache ? nil : .standard)
  }
}

extension Precision: ExpressibleByArgument {}
