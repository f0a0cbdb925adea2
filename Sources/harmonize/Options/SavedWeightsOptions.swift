import ArgumentParser
import HarmonizationCheckpoints
import ImageHarmonization

/// How weights are read and saved.
struct SavedWeightsOptions: ParsableArguments {
  @Option(help: "Precision of the stored weights: float32, float16, bfloat16.")
  var precision: WeightPrecision = .float32

  @Option(help: ArgumentHelp("Network of the weights, where the file does not say.", valueName: "name"))
  var network: String?

  @Flag(help: "Replace an existing file.")
  var overwrite = false

  /// Refuses an output of another kind.
  func requireSafeTensors(_ output: String) throws {
    guard output.hasSuffix(".safetensors") else {
      throw ValidationError("'\(output)': only .safetensors files are written")
    }
  }

  /// Writes weights with what the file has to say of their network, and says so.
  func write(_ weights: StateDictionary, of model: HarmonizationModel, to output: String) throws {
    var state = try weights.cast(to: precision)
    state.configuration = model.configuration.name
    state.setNormalization(model.normalization)
    try Checkpoint.write(state, to: output)
    print("\(output): \(model.configuration.name), \(state.count) tensors, \(state.byteCount / 1_000_000) MB")
  }
}

extension WeightPrecision: ExpressibleByArgument {}
