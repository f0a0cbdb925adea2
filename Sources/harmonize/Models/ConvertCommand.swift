import ArgumentParser
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

  @OptionGroup var saving: SavedWeightsOptions

  func validate() throws { try saving.requireSafeTensors(output) }

  func run() throws {
    try OutputFile.check(output, overwrite: saving.overwrite)
    let model = try HarmonizationModel(contentsOf: ModelFolder().resolve(input), network: saving.network)
    try saving.write(model.weights, of: model, to: output)
  }
}
