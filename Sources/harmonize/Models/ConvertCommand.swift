import ArgumentParser
import Checkpoints
import ImageHarmonization

/// `harmonize convert`
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Converts weights to .safetensors.",
    usage: "harmonize convert <input> <output> [<options>]",
    discussion: """
      The network's name and its normalisation go into the file's metadata, so that it needs no --network later.

      Examples:
        harmonize convert idih256.pth idih256.safetensors
        harmonize convert last.pth small.safetensors --precision float16
      """)

  @Argument(help: "A .pth or .safetensors file.")
  var input: String

  @Argument(help: "The .safetensors file to write.")
  var output: String

  @Option(help: "Precision of the stored weights: float32, float16, bfloat16.")
  var precision: WeightPrecision = .float32

  @Option(help: ArgumentHelp("Network of the weights, where the file does not say.", valueName: "name"))
  var network: String?

  @Flag(help: "Replace an existing file.")
  var overwrite = false

  func validate() throws { try Self.requireSafeTensors(output) }

  func run() throws {
    try OutputFile.check(output, overwrite: overwrite)
    let model = try HarmonizationModel(contentsOf: input, network: network)
    try Self.write(model.weights, of: model, as: precision, to: output)
  }

  /// Refuses an output of another kind.
  static func requireSafeTensors(_ output: String) throws {
    guard output.hasSuffix(".safetensors") else {
      throw ValidationError("'\(output)': only .safetensors files are written")
    }
  }

  /// Writes weights with what the file has to say of its network, and says so.
  static func write(
    _ weights: StateDictionary, of model: HarmonizationModel, as precision: WeightPrecision, to output: String
  ) throws {
    var state = try weights.cast(to: precision)
    state.configuration = model.configuration.name
    state.setNormalization(model.normalization)
    try Checkpoint.write(state, to: output)
    print("\(output): \(model.configuration.name), \(state.count) tensors, \(state.byteCount / 1_000_000) MB")
  }
}

extension WeightPrecision: ExpressibleByArgument {}
