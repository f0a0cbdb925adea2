import HarmonizationGraph

/// HRNetV2 (Wang et al. 2020): parallel branches at 1/4 to 1/32 of the resolution that keep exchanging what they see.
struct HRNet {
  /// Channels of the finest branch; each coarser one has twice as many.
  var width: Int
  /// Two blocks a branch instead of four, and fewer modules ("small" in the reference).
  var small: Bool

  private var blocks: Int { small ? 2 : 4 }

  /// The four branches of the last stage, finest first.
  ///
  /// - Parameter maskFeatures: features of the foreground mask, added behind the first convolution (the paper's mask fusion).
  func callAsFunction(_ image: Value, maskFeatures: Value?, at path: Path) -> [Value] {
    var x = stem(image, maskFeatures: maskFeatures, at: path)
    for block in 0..<blocks { x = bottleneck(x, 64, at: path / "layer1" / block) }
    var branches = [x]
    for (stage, modules) in [(2, 1), (3, small ? 3 : 4), (4, small ? 2 : 3)] {
      branches = transition(branches, count: stage, at: path / "transition\(stage - 1)")
      for module in 0..<modules { branches = fusionModule(branches, at: path / "stage\(stage)" / module) }
    }
    return branches
  }

  private func stem(_ image: Value, maskFeatures: Value?, at path: Path) -> Value {
    var x = conv(image, 64, kernel: 3, stride: 2, padding: 1, bias: false, at: path / "conv1")
    x = relu(batchNorm(x, at: path / "bn1"))
    if let maskFeatures { x = x + maskFeatures }
    x = conv(x, 64, kernel: 3, stride: 2, padding: 1, bias: false, at: path / "conv2")
    return relu(batchNorm(x, at: path / "bn2"))
  }

  /// Brings the branches to the next stage's widths and starts the new, coarser one.
  private func transition(_ branches: [Value], count: Int, at path: Path) -> [Value] {
    (0..<count).map { index in
      let channels = width << index
      guard index < branches.count else {
        let last = branches[branches.count - 1]
        return relu(convNorm(last, channels, kernel: 3, stride: 2, padding: 1, at: path / index / 0))
      }
      guard branches[index].channels != channels else { return branches[index] }
      return relu(convNorm(branches[index], channels, kernel: 3, padding: 1, at: path / index))
    }
  }

  /// Residual blocks in every branch, then every branch receives the sum of all.
  private func fusionModule(_ branches: [Value], at path: Path) -> [Value] {
    let path = path.registering("branches", "fuse_layers")
    let refined = branches.enumerated().map { index, branch in
      (0..<blocks).reduce(branch) { x, block in
        basicBlock(x, branch.channels, at: path / "branches" / index / block)
      }
    }
    return refined.indices.map { target in
      let terms = refined.indices.map { source in
        resample(
          refined[source], from: source, like: refined[target], to: target, at: path / "fuse_layers" / target / source)
      }
      return relu(terms.dropFirst().reduce(terms[0]) { $0 + $1 })
    }
  }

  /// Branch `source` at the width and resolution of branch `target`.
  private func resample(_ x: Value, from source: Int, like other: Value, to target: Int, at path: Path) -> Value {
    if source == target { return x }
    if source > target {
      return resize(convNorm(x, other.channels, kernel: 1, at: path), to: other.size)
    }
    return (source..<target).reduce(x) { x, level in
      let last = level == target - 1
      let y = convNorm(
        x, last ? other.channels : x.channels, kernel: 3, stride: 2, padding: 1, at: path / (level - source))
      return last ? y : relu(y)
    }
  }
}
