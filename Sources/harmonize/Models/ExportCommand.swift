import ArgumentParser
import HarmonizationCheckpoints
import Foundation
import ImageHarmonization
import HarmonizationGraph
import HarmonizationONNX

/// `harmonize export`
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes a network with its weights as an ONNX model.",
    usage: "harmonize export --onnx <file> [--weights <file>] [<options>]",
    discussion: """
      Inputs: image [N, 3, H, W], normalised as the model's metadata say, and mask [N, 1, H, W]; output: images. The batch \
      is free, height and width are fixed.

      Examples:
        harmonize export --weights idih256.pth --onnx idih256.onnx
        harmonize export --weights idih256.pth --onnx big.onnx --size 512
      """)

  @OptionGroup var weights: WeightsOptions

  @Option(help: ArgumentHelp("The .onnx file to write.", valueName: "file"))
  var onnx: String

  @Option(help: "Height and width, by default the network's own; a multiple of what its depth needs.")
  var size: Int?

  @Flag(help: "Keep batch normalization and dropout's place as described, instead of folding what can be folded.")
  var plain = false

  @Flag(help: "Replace an existing file.")
  var overwrite = false

  func run() throws {
    try OutputFile.check(onnx, overwrite: overwrite)
    let loaded = try weights.model()
    let graph = try loaded.configuration.graph(height: size, width: size)
    let network = plain ? RewrittenGraph(graph) : try RewrittenGraph(graph).optimizedForInference()
    let metadata = [
      "configuration": loaded.configuration.name, "mean": "\(loaded.normalization.mean)",
      "std": "\(loaded.normalization.standardDeviation)",
    ]
    let encoded = try ONNXModel(network, weights: loaded.weights, options: .init(metadata: metadata))
    try OutputFile.write(encoded.bytes, to: onnx)
    print("\(onnx): \(graph.name), \(encoded.bytes.count / 1_000_000) MB")
  }
}
