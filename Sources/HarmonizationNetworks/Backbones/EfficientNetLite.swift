import HarmonizationGraph

/// EfficientNet-Lite0 (Tan and Le 2019; the variant without squeeze-and-excitation, Google 2020) up to its last stage: what an
/// ImageNet classifier sees at 1/8, 1/16 and 1/32 of the resolution, at a tenth of HRNet-W18s's cost.
///
/// It stays as it was trained: its weights are frozen and its normalizations folded into the convolutions before them, which
/// therefore have a bias. Padding is symmetric, where TensorFlow pads below and to the right: that shifts what it sees by
/// less than a pixel of each stage.
struct EfficientNetLite: Hashable, Sendable {
  /// A run of blocks of one shape, of which the first changes resolution.
  private struct Stage: Hashable {
    var blocks: Int
    var kernel: Int
    var stride: Int
    var expansion: Int
    var channels: Int
  }

  private static let stages = [
    Stage(blocks: 1, kernel: 3, stride: 1, expansion: 1, channels: 16),
    Stage(blocks: 2, kernel: 3, stride: 2, expansion: 6, channels: 24),
    Stage(blocks: 2, kernel: 5, stride: 2, expansion: 6, channels: 40),
    Stage(blocks: 3, kernel: 3, stride: 2, expansion: 6, channels: 80),
    Stage(blocks: 3, kernel: 5, stride: 1, expansion: 6, channels: 112),
    Stage(blocks: 4, kernel: 5, stride: 2, expansion: 6, channels: 192),
    Stage(blocks: 1, kernel: 3, stride: 1, expansion: 6, channels: 320),
  ]
  /// The stages whose results are the features: the last of each resolution.
  private static let levels = [2, 4, 6]

  /// Features of 40, 112 and 320 channels at 1/8, 1/16 and 1/32 of the resolution of an image in ImageNet's normalization.
  func callAsFunction(_ image: Value, at path: Path) -> [Value] {
    let path = path.learningRate(0)
    var x = relu6(conv(image, 32, kernel: 3, stride: 2, padding: 1, at: path / "stem"))
    var block = 0
    var features: [Value] = []
    for (index, stage) in Self.stages.enumerated() {
      for first in [true] + Array(repeating: false, count: stage.blocks - 1) {
        x = inverted(x, stage, stride: first ? stage.stride : 1, at: path / "blocks" / block)
        block += 1
      }
      if Self.levels.contains(index) { features.append(x) }
    }
    return features
  }

  /// An inverted residual (Sandler et al. 2018): wide between two pointwise convolutions, narrow at both ends.
  private func inverted(_ x: Value, _ stage: Stage, stride: Int, at path: Path) -> Value {
    let width = x.channels * stage.expansion
    let wide = stage.expansion == 1 ? x : relu6(conv(x, width, kernel: 1, at: path / "expand"))
    let filtered = relu6(
      conv(
        wide, width, kernel: stage.kernel, stride: stride, padding: stage.kernel / 2, groups: width,
        at: path / "depthwise"))
    let y = conv(filtered, stage.channels, kernel: 1, at: path / "project")
    return stride == 1 && x.channels == stage.channels ? x + y : y
  }
}
