import HarmonizationGraph

/// The part of a network's weights that an ImageNet checkpoint of its backbone provides.
public struct PretrainedBackbone: Sendable {
  /// How a checkpoint's names become the backbone's.
  public enum Naming: Sendable {
    /// HRNet's own: as they are, with the segmentation checkpoints' `model.` removed and `last_layer` as `aux_head`.
    case hrnet
    /// ResNet-34 of torchvision or GluonCV (`conv1.weight`, `layer1.0.conv1.weight`): as they are.
    case resNet
    /// EfficientNet after ``StateDictionary/foldedEfficientNet()``: as they are.
    case efficientNet

    func callAsFunction(_ name: String) -> String {
      switch self {
      case .hrnet: name.replacing("last_layer", with: "aux_head").replacing("model.", with: "")
      case .resNet, .efficientNet: name
      }
    }
  }

  /// The tensors that the network uses, under the network's names and in its order.
  public let entries: StateDictionary
  /// The checkpoint's own names of entries that the network has no use for (its classifier, for instance).
  public let unused: [String]
  /// Names of the network under the prefix that the checkpoint does not provide (OCR heads, for instance).
  public let uncovered: [String]
  /// The number of entries of the checkpoint.
  public let total: Int

  /// Takes what fits from a backbone's checkpoint.
  /// - Parameters:
  ///   - checkpoint: The checkpoint of the backbone alone.
  ///   - parameters: The whole network's parameters.
  ///   - prefix: The backbone's place in the network, such as `backbone.hrnet.` or `backbone.deeplab.backbone.`.
  ///   - naming: How the checkpoint names its entries.
  /// - Throws: `mismatch` if a name is the backbone's but the shape is not (another width), `nothingFits` if no name is.
  public init(
    _ checkpoint: StateDictionary, for parameters: [ParameterSpec], under prefix: String, naming: Naming
  ) throws(CheckpointError) {
    let renamed = checkpoint.map { (original: $0.name, name: prefix + naming($0.name), tensor: $0.tensor) }
    let expected = parameters.filter { $0.name.hasPrefix(prefix) }
    let expectedNames = Set(expected.lazy.map(\.name))
    let fitting = StateDictionary(renamed.filter { expectedNames.contains($0.name) }.map { ($0.name, $0.tensor) })
    guard !fitting.isEmpty else { throw CheckpointError(.nothingFits(total: checkpoint.count, prefix: prefix)) }

    var mismatch = fitting.mismatch(with: expected)
    uncovered = mismatch.missing
    mismatch.missing = []
    guard mismatch.isEmpty else { throw CheckpointError(.mismatch(mismatch)) }
    entries = StateDictionary(expected.compactMap { spec in fitting[spec.name].map { (spec.name, $0) } })
    try entries.checkFinite()
    unused = renamed.filter { !expectedNames.contains($0.name) }.map(\.original)
    total = checkpoint.count
  }
}

extension PretrainedBackbone: CustomStringConvertible {
  /// How many of how many entries are used, and the first of those that are not.
  public var description: String {
    let rest = unused.isEmpty ? "" : "; unused: " + unused.prefix(4).joined(separator: ", ")
    return "\(entries.count) of \(total) entries used" + rest + (unused.count > 4 ? ", ..." : "")
  }
}

extension StateDictionary {
  /// Replaces the entries that a pretrained backbone provides.
  public mutating func merge(_ backbone: PretrainedBackbone) {
    for (name, tensor) in backbone.entries { self[name] = tensor }
  }
}
