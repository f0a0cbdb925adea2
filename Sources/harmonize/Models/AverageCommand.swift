import ArgumentParser
import ImageHarmonization

/// `harmonize average`
struct AverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "average", abstract: "Averages weights of one network.",
    usage: "harmonize average <input> <input> ... -o <file> [<options>]",
    discussion: """
      The mean of several checkpoints of one run, or of runs that began with the same weights, often errs less than each of \
      them.

      Examples:
        harmonize average early.safetensors late.safetensors -o mean.safetensors
        harmonize average a.pth b.pth c.pth -o mean.safetensors --precision float16
      """)

  @Argument(help: "Two or more .pth or .safetensors files.")
  var inputs: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The .safetensors file to write.", valueName: "file"))
  var output: String

  @OptionGroup var saving: SavedWeightsOptions

  func validate() throws {
    if inputs.count < 2 { throw ValidationError("name two files or more") }
    try saving.requireSafeTensors(output)
  }

  func run() throws {
    try OutputFile.check(output, overwrite: saving.overwrite)
    let first = try HarmonizationModel(contentsOf: ModelFolder().resolve(inputs[0]), network: saving.network)
    let others = try inputs.dropFirst().map { path in
      let model = try HarmonizationModel(
        contentsOf: ModelFolder().resolve(path), network: saving.network ?? first.configuration.name)
      guard model.normalization == first.normalization else {
        throw Failure("\(path): its mean and std differ from those of \(inputs[0]); average weights of one training")
      }
      return model.weights
    }
    try saving.write(first.weights.averaged(with: others), of: first, to: output)
  }
}
