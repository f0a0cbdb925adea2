extension StateDictionary {
  /// The convolutions of an EfficientNet checkpoint with their normalizations folded in: `stem`, `blocks.0.depthwise`,
  /// `blocks.1.expand`, `blocks.1.project` and so on, each with `weight` and `bias`.
  ///
  /// Names in the checkpoint are those of EfficientNet-PyTorch and its EfficientNet-Lite port
  /// (`_blocks.1._expand_conv.weight`, `_blocks.1._bn0.running_var`); the classifier's are left out.
  /// - Throws: `corrupt` if a convolution's normalization is missing or has another number of channels.
  public func foldedEfficientNet() throws(CheckpointError) -> StateDictionary {
    var folded = StateDictionary()
    for (name, weight) in self {
      for (convolution, norm, place) in Self.efficientNetLayers {
        guard name.hasSuffix("\(convolution).weight") else { continue }
        let module = name.dropLast("\(convolution).weight".count)
        let target = module.replacing("_blocks.", with: "blocks.") + place
        (folded["\(target).weight"], folded["\(target).bias"]) = try fold(weight, named: name, into: "\(module)\(norm)")
      }
    }
    return folded
  }

  /// What a convolution is called, the normalization after it, and both together.
  private static let efficientNetLayers = [
    ("_conv_stem", "_bn0", "stem"), ("_expand_conv", "_bn0", "expand"), ("_depthwise_conv", "_bn1", "depthwise"),
    ("_project_conv", "_bn2", "project"),
  ]
  /// EfficientNet's own; part of the trained function.
  private static let efficientNetEpsilon = 1e-3

  /// `gamma / sqrt(variance + epsilon)` goes into the kernel, what remains becomes the bias.
  private func fold(
    _ weight: CheckpointTensor, named name: String, into norm: String
  ) throws(CheckpointError) -> (weight: CheckpointTensor, bias: CheckpointTensor) {
    let channels = weight.shape.first ?? 0
    func values(_ entry: String) throws(CheckpointError) -> [Double] {
      guard let tensor = self["\(norm).\(entry)"], tensor.shape == [channels] else {
        throw CheckpointError(.corrupt("\(norm).\(entry) should have \(channels) values, one for each of \(name)"))
      }
      return tensor.doubles()
    }
    let (gamma, beta) = (try values("weight"), try values("bias"))
    let (mean, variance) = (try values("running_mean"), try values("running_var"))
    let scales = zip(gamma, variance).map { $0 / ($1 + Self.efficientNetEpsilon).squareRoot() }
    let biases = zip(zip(beta, mean), scales).map { Float($0.0 - $0.1 * $1) }
    let size = channels > 0 ? weight.elementCount / channels : 0
    let kernel = weight.doubles().enumerated().map { Float($1 * scales[$0 / size]) }
    return (try CheckpointTensor(kernel, shape: weight.shape), try CheckpointTensor(biases, shape: [channels]))
  }
}
