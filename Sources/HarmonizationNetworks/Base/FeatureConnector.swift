import HarmonizationGraph

/// How backbone features join those of the encoder-decoder.
public enum FeatureJoin: String, Hashable, Sendable, CaseIterable {
  /// Concatenation; the layer behind grows.
  case concatenate = "cat"
  /// Concatenation and a 1x1 convolution back to the former width.
  case concatenateAndReduce = "catc"
  /// A 1x1 convolution of the features, added.
  case add = "sum"
}

/// Where backbone features enter the encoder-decoder (the paper's ablation).
public enum FeatureEntry: String, Hashable, Sendable, CaseIterable {
  /// In front of an encoder block, as in the paper's models.
  case encoder
  /// In front of the decoder block that works at the same resolution.
  case decoder
  /// In both places.
  case both

  var inEncoder: Bool { self != .decoder }
  var inDecoder: Bool { self != .encoder }
}

/// Backbone features on their way into the encoder-decoder: the first joins in front of block ``firstBlock``, the next one
/// in front of the following block, and so on.
struct Injection {
  var features: [Value] = []
  var firstBlock = 2
  var join = FeatureJoin.concatenate
  var entry = FeatureEntry.encoder

  /// The features for encoder block `block`, if any.
  func features(forBlock block: Int) -> Value? {
    let index = block - firstBlock
    return features.indices.contains(index) ? features[index] : nil
  }

  /// `x`, the input of encoder block `block`, with the features that belong there.
  func encoderInput(_ x: Value, block: Int, at path: Path) -> Value {
    guard entry.inEncoder, let features = features(forBlock: block) else { return x }
    return joined(x, features, at: path / "connectors" / "connector\(block)")
  }

  /// `x`, the decoder's counterpart of the input of encoder block `block`, with the features that belong there.
  func decoderInput(_ x: Value, block: Int, at path: Path) -> Value {
    guard entry.inDecoder, let features = features(forBlock: block) else { return x }
    return joined(x, features, at: path / "connectors" / "connector\(block)")
  }

  private func joined(_ x: Value, _ features: Value, at path: Path) -> Value {
    switch join {
    case .concatenate: concat(x, features)
    case .concatenateAndReduce: conv(concat(x, features), x.channels, kernel: 1, at: path / "reduce_conv")
    case .add: conv(features, x.channels, kernel: 1, at: path / "reduce_conv") + x
    }
  }
}
