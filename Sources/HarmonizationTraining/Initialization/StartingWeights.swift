import HarmonizationCheckpoints
import HarmonizationGraph
import HarmonizationNetworks
import HarmonizationTorch

/// The state that a run starts with, and what there is to say about it.
struct StartingWeights {
  /// The values of every entry.
  let values: (ParameterSpec) throws -> Tensor
  /// Lines for the log.
  let notes: [String]

  /// Reads the files that the recipe names; everything else is random.
  ///
  /// - Parameter readingFiles: false for a run that continues: its state replaces all values.
  /// - Throws: `CheckpointError` naming the file.
  init(_ recipe: Recipe, _ graph: Graph, readingFiles: Bool = true) throws {
    let initializer = Initializer(settings: recipe.initialization, seed: recipe.seed)
    var known = StateDictionary()
    var notes: [String] = []
    if readingFiles, let path = recipe.initialization.weights {
      known = try Checkpoint.read(from: path, for: graph)
      notes.append("starts from the weights in \(path)")
    } else if readingFiles {
      if let path = recipe.initialization.partialWeights {
        known = try Self.fitting(path, graph)
        notes.append("\(known.count) of \(graph.parameters.count) entries start from the like-named ones in \(path)")
      }
      try Self.addBackbone(recipe, graph, to: &known, notes: &notes)
    }
    values = { [known] spec in try known[spec.name].map { try Tensor.from($0) } ?? initializer.tensor(for: spec) }
    self.notes = notes
  }

  private static func addBackbone(
    _ recipe: Recipe, _ graph: Graph, to known: inout StateDictionary, notes: inout [String]
  ) throws {
    guard let part = Catalogue.configuration(recipe.network).flatMap(PretrainedPart.init) else { return }
    if let path = recipe.initialization.backbone {
      let pretrained = try pretrained(path, part, of: graph)
      known.merge(pretrained)
      notes.append("backbone from \(path): \(pretrained)")
    } else if !graph.parameters.contains(where: { $0.name.hasPrefix(part.prefix) && known[$0.name] != nil }) {
      notes.append(
        "the backbone starts from random weights; the paper starts from ImageNet's: --set initialization.backbone=FILE")
    }
  }

  /// What of a checkpoint has a name and shape of the network's.
  private static func fitting(_ path: String, _ graph: Graph) throws -> StateDictionary {
    let checkpoint = try Checkpoint.read(from: path)
    let fitting = StateDictionary(
      graph.parameters.compactMap { spec in
        checkpoint[spec.name].flatMap { $0.shape == spec.shape ? (spec.name, $0) : nil }
      })
    guard !fitting.isEmpty else {
      throw CheckpointError(.nothingFits(total: checkpoint.count, prefix: graph.name), file: path)
    }
    return fitting
  }

  private static func pretrained(
    _ path: String, _ part: PretrainedPart, of graph: Graph
  ) throws -> PretrainedBackbone {
    do throws(CheckpointError) {
      let file = try Checkpoint.read(from: path)
      let checkpoint = part.naming == .efficientNet ? try file.foldedEfficientNet() : file
      return try PretrainedBackbone(checkpoint, for: graph.parameters, under: part.prefix, naming: part.naming)
    } catch { throw error.naming(file: path) }
  }
}

/// The part of a network that starts from ImageNet weights.
private struct PretrainedPart {
  /// Its place in the network.
  let prefix: String
  /// How its checkpoint names entries.
  let naming: PretrainedBackbone.Naming

  init?(_ configuration: Configuration) {
    switch (configuration.backbone, configuration.base) {
    case (.hrnet, _): (prefix, naming) = ("backbone.hrnet.", .hrnet)
    case (.deepLabResNet34, _): (prefix, naming) = ("backbone.deeplab.backbone.", .resNet)
    case (nil, .colour(let network)) where network.semantics != nil:
      (prefix, naming) = ("backbone.efficientnet.", .efficientNet)
    case (nil, _): return nil
    }
  }
}
