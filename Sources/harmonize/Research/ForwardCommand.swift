import ArgumentParser
import HarmonizationCheckpoints
import ImageHarmonization

/// `harmonize forward`
struct ForwardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forward", abstract: "Runs a network on raw tensors, to compare implementations.",
    usage: "harmonize forward <name> --input <file> --output <file> [<options>]",
    discussion: """
      The input file holds 'image' [N, 3, H, W], normalised, and 'mask' [N, 1, H, W]; the output file holds 'images' in the \
      same shape. Any height and width: what the network's depth needs is padded with zeros and cut off again.

      Example:
        harmonize forward improved_dih256 -w idih256.pth \\
            --input in.safetensors --output out.safetensors
      """)

  @Argument(help: "The network's name; see 'harmonize networks'.")
  var name: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Its weights, .pth or .safetensors; the default model's without.", valueName: "file"))
  var weights: String?

  @OptionGroup var engine: EngineOptions

  @Option(help: ArgumentHelp("The .safetensors file with 'image' and 'mask'.", valueName: "file"))
  var input: String

  @Option(help: ArgumentHelp("The .safetensors file to write.", valueName: "file"))
  var output: String

  @Flag(help: "Replace an existing file.")
  var overwrite = false

  func run() async throws {
    try OutputFile.check(output, overwrite: overwrite)
    let tensors = try Checkpoint.read(from: input)
    let shape = try Self.shape(of: tensors)
    let loaded = try HarmonizationModel(contentsOf: weights ?? DefaultModel.path(), network: name)
    let session = try NetworkSession(
      loaded, batch: shape[0], height: shape[2], width: shape[3], options: engine.inference())
    let images = try await session(
      image: tensors["image"]?.floats() ?? [], mask: tensors["mask"]?.floats() ?? [])
    try Checkpoint.write(StateDictionary([("images", try CheckpointTensor(images, shape: shape))]), to: output)
  }

  /// The image's shape, checked against the mask's.
  private static func shape(of tensors: StateDictionary) throws -> [Int] {
    guard let image = tensors["image"], image.shape.count == 4, image.shape[1] == 3 else {
      throw HarmonizationError.tensor(name: "image", reason: "the input file needs one of shape [N, 3, H, W]")
    }
    let expected = [image.shape[0], 1, image.shape[2], image.shape[3]]
    guard let mask = tensors["mask"], mask.shape == expected else {
      throw HarmonizationError.tensor(name: "mask", reason: "the input file needs one of shape \(expected)")
    }
    return image.shape
  }
}
