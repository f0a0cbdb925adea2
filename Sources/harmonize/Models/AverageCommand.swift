import ArgumentParser
import Checkpoints
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

  @Option(help: "Precision of the stored weights: float32, float16, bfloat16.")
  var precision: WeightPrecision = .float32

  @Option(help: ArgumentHelp("Network of the weights, where the files do not say.", valueName: "name"))
  var network: String?

  @Flag(help: "Replace an existing file.")
  var overwrite = false

  func validate() throws {
    if inputs.count < 2 { throw ValidationError("name two files or more") }
    try ConvertCommand.requireSafeTensors(output)
  }

  func run() throws {
    try OutputFile.check(output, overwrite: overwrite)
    let first = try HarmonizationModel(contentsOf: inputs[0], network: network)
    let others = try inputs.dropFirst().map { path in
      let model = try HarmonizationModel(contentsOf: path, network: network ?? first.configuration.name)
      guard model.normalization == first.normalization else {
        throw ValidationError("\(path) is normalised otherwise than \(inputs[0])")
      }
      return model.weights
    }
    let weights = try first.weights.averaged(with: others)
    try ConvertCommand.write(weights, of: first, as: precision, to: output)
  }
}
