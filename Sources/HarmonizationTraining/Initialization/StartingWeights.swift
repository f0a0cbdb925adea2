import Checkpoints
import NetworkGraph
import Networks
import Torch

/// The state that a run begins with, and what there is to say about it.
struct StartingWeights {
  /// The values of every entry.
  let values: (ParameterSpec) throws -> Tensor
  /// Lines for the log.
  let notes: [String]

  /// Reads the files that the recipe names; everything else is random.
  ///
  /// - Parameter readingFiles: false for a run that goes on: its state replaces all values.
  /// - Throws: `CheckpointError` naming the file.
  init(_ recipe: Recipe, _ graph: Graph, readingFiles: Bool = true) throws {
    let initializer = Initializer(settings: recipe.initialization, seed: recipe.seed)
    var known = StateDictionary()
    var notes: [String] = []
    let backbone = Catalogue.configuration(recipe.network)?.backbone
    if !readingFiles {
      // Nothing to tell.
    } else if let path = recipe.initialization.weights {
      known = try Checkpoint.read(from: path, for: graph)
      notes.append("begins from the weights in \(path)")
    } else if let path = recipe.initialization.backbone, let backbone {
      let pretrained = try Self.pretrained(path, backbone, graph)
      known.merge(pretrained)
      notes.append("backbone from \(path): \(pretrained)")
    } else if backbone != nil {
      notes.append(
        "the backbone begins from random weights; the paper begins from ImageNet's: --set initialization.backbone=FILE")
    }
    values = { [known] spec in try known[spec.name].map { try Tensor.from($0) } ?? initializer.tensor(for: spec) }
    self.notes = notes
  }

  private static func pretrained(_ path: String, _ backbone: Backbone, _ graph: Graph) throws -> PretrainedBackbone {
    do throws(CheckpointError) {
      let checkpoint = try Checkpoint.read(from: path)
      switch backbone {
      case .hrnet:
        return try PretrainedBackbone(checkpoint, for: graph.parameters, under: "backbone.hrnet.", naming: .hrnet)
      case .deepLabResNet34:
        return try PretrainedBackbone(
          checkpoint, for: graph.parameters, under: "backbone.deeplab.backbone.", naming: .resNet)
      }
    } catch { throw error.naming(file: path) }
  }
}
