import ArgumentParser
import HarmonizationOpenVINO
import ImageHarmonization

/// Which weights are used.
struct WeightsOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Trained weights, .pth or .safetensors, or the name of some in the models folder (see 'harmonize models'). Without it: "
        + "$HARMONIZE_MODEL, then ~/.config/harmonize/default.safetensors, then the model installed with the tool.",
      valueName: "file"))
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "Network of the weights, where the file does not say; see 'harmonize networks'.", valueName: "name"))
  var network: String?

  /// The file that was named, or the default model's.
  func path() throws -> String { try weights.map(ModelFolder().resolve) ?? DefaultModel.path() }

  /// Reads the weights that were named, or the default model.
  func model() throws -> HarmonizationModel {
    let model = try HarmonizationModel(contentsOf: path(), network: network)
    if let notice = model.notice { StandardError.print("note: \(notice)") }
    return model
  }
}

/// Which network changes the colours, and what runs it.
struct NetworkOptions: ParsableArguments {
  @OptionGroup(title: "Model") var weights: WeightsOptions
  @OptionGroup(title: "Network") var engine: EngineOptions
  @OptionGroup(title: "Network") var prediction: PredictionOptions

  /// The library's form; reads the weights.
  ///
  /// - Parameters:
  ///   - fit: How a small picture's change reaches the native pixels; nil for the network's own way.
  ///   - hint: Whether one photo is to be fast, or many.
  ///   - size: The network's width and height, if not its own.
  func method(
    fit: TransferFit?, hint: PerformanceHint = .latency, size: (width: Int, height: Int)? = nil
  ) throws -> NetworkMethod {
    NetworkMethod(
      try weights.model(), size: size, backend: try engine.backend(hint), flips: prediction.flip, fit: fit)
  }
}

/// How photos are predicted.
struct PredictionOptions: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help:
      "Average with the mirrored picture: slightly better, twice the network's time. The default model does so by itself."
  )
  var flip: Bool?
}
