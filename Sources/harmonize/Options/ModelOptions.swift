import ArgumentParser
import ImageHarmonization
import HarmonizationOpenVINO

/// Which weights are used.
struct WeightsOptions: ParsableArguments {
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

  /// Reads the weights that were named, or the default model.
  func model() throws -> HarmonizationModel {
    try HarmonizationModel(contentsOf: weights ?? DefaultModel.path(), network: network)
  }
}

/// How a network is run.
struct EngineOptions: ParsableArguments {
  @Option(help: "Number format of the computation: auto takes bf16 where the CPU is faster with it.")
  var precision: Precision = .auto

  @Option(help: ArgumentHelp("Threads for the network; all cores by default.", valueName: "n"))
  var threads: Int?

  @Flag(help: "Compile the network anew instead of taking it from the cache.")
  var noCache = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be between 1 and 1024") }
  }

  /// The library's form.
  func inference(_ hint: PerformanceHint = .latency) -> InferenceOptions {
    InferenceOptions(precision: precision, hint: hint, threads: threads, cache: noCache ? nil : .standard)
  }
}

/// How photos are predicted.
struct PredictionOptions: ParsableArguments {
  @Flag(help: "Average with the mirrored picture: slightly better, twice the network's time.")
  var flip = false
}

extension Precision: ExpressibleByArgument {}
