import ArgumentParser
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

/// How photos are predicted.
struct PredictionOptions: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help:
      "Average with the mirrored picture: slightly better, twice the network's time. The default model does so by itself."
  )
  var flip: Bool?
}
