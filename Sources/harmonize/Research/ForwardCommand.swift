import ArgumentParser
import HarmonizationCheckpoints
import HarmonizationNetworks
import ImageHarmonization

/// `harmonize forward`
struct ForwardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forward", abstract: "Runs a network on raw tensors, to compare implementations.",
    usage: "harmonize forward <name> --input <file> --output <file> [<options>]",
    discussion: """
      The input file contains 'image' [N, 3, H, W], normalized, and 'mask' [N, 1, H, W]; the output file contains 'images' in \
      the same shape. Any height and width: what the network's depth needs is padded with zeros and cut off again.

      Networks that predict parameters for each pixel (PCT-Net) also write 'params' and, if they have it, 'attention'. \
      Networks of colour write 'function': what each basis function, the three channels and 1 contribute to the change of colour. \
      Networks of colour write 'function' [N, terms, 3]: what each basis function, the channels and 1 add to the change. \
      Given 'image_fullres' [N, 3, H2, W2] and 'mask_fullres' [N, 1, H2, W2], they also write 'images_fullres'.

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
    let shape = try Self.shape(of: tensors, image: "image", mask: "mask")
    let full =
      tensors["image_fullres"] == nil && tensors["mask_fullres"] == nil
      ? nil : try Self.shape(of: tensors, image: "image_fullres", mask: "mask_fullres")
    if let full, full[0] != shape[0] {
      throw HarmonizationError.tensor(name: "image_fullres", reason: "\(full[0]) images; expected \(shape[0])")
    }
    let loaded = try HarmonizationModel(
      contentsOf: weights.map(ModelFolder().resolve) ?? DefaultModel.path(), network: name)
    let session = try NetworkSession(
      loaded, batch: shape[0], height: shape[2], width: shape[3], backend: engine.backend())
    func values(_ name: String) -> [Float] { tensors[name]?.floats() ?? [] }
    var results = try await session.outputs(image: values("image"), mask: values("mask"))
    var shapes = results.mapValues { [shape[0], $0.count / (shape[0] * shape[2] * shape[3]), shape[2], shape[3]] }
    shapes[Configuration.functionOutput] = results[Configuration.functionOutput].map {
      [shape[0], $0.count / (3 * shape[0]), 3]
    }
    if let full {
      let large = try FullResolutionPass(loaded, results, shape: shape)
      results["images_fullres"] = try large(values("image_fullres"), mask: values("mask_fullres"), shape: full)
      shapes["images_fullres"] = full
    }
    let written = try results.sorted { $0.key < $1.key }.map { name, values in
      (name, try CheckpointTensor(values, shape: shapes[name] ?? []))
    }
    try Checkpoint.write(StateDictionary(written), to: output)
  }

  /// An image's shape, checked against its mask's.
  private static func shape(of tensors: StateDictionary, image: String, mask: String) throws -> [Int] {
    guard let shape = tensors[image]?.shape, shape.count == 4, shape[1] == 3 else {
      throw HarmonizationError.tensor(name: image, reason: "the input file needs one of shape [N, 3, H, W]")
    }
    let expected = [shape[0], 1, shape[2], shape[3]]
    guard let found = tensors[mask], found.shape == expected else {
      throw HarmonizationError.tensor(name: mask, reason: "the input file needs one of shape \(expected)")
    }
    return shape
  }
}
