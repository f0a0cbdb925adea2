import HarmonizationGraph

/// A transformer over patches (Dosovitskiy et al. 2021) without positions, as PCT-Net uses it: each patch of picture and mask is a
/// token, and a transposed convolution makes a map of the last layer's tokens.
public struct VisionTransformer: Hashable, Sendable {
  /// Side of a patch.
  public var patch = 4
  /// Numbers that describe a token.
  public var width = 256
  /// Parts of a token that attend apart.
  public var heads = 2
  /// Layers.
  public var layers = 9
  /// How many times as wide as a token the hidden layer is.
  public var expansion = 2
  /// Share of values that are dropped while training.
  public var dropout = 0.1

  /// A map with the given channels, from -1 to 1, at the image's size.
  func callAsFunction(image: Value, mask: Value, channels: Int, at path: Path) -> Value {
    let (rows, columns) = (image.size.height / patch, image.size.width / patch)
    var x = tokens(concat(image, mask), rows: rows, columns: columns)
    x = linear(x, width, at: path / "patch_to_embedding" / 1)
    for layer in 0..<layers { x = self.layer(x, at: path / "transformer_enc" / "layers" / layer) }
    let features = reshape(transpose(x), [width, rows, columns])
    return tanh(transposedConv(features, channels, kernel: patch, stride: patch, padding: 0, at: path / "dec" / 0))
  }

  /// The values of each patch row by row, channels last; [tokens, values].
  private func tokens(_ x: Value, rows: Int, columns: Int) -> Value {
    let patches = reshape(x, [x.channels, rows, patch, columns, patch])
    return reshape(permute(patches, [2, 4, 3, 5, 1]), [rows * columns, patch * patch * x.channels])
  }

  /// Attention and a hidden layer, each added to what it reads and normalized.
  private func layer(_ x: Value, at path: Path) -> Value {
    let path = path.registering("self_attn", "linear1", "linear2", "norm1", "norm2")
    let attended = layerNorm(x + drop(attention(x, at: path / "self_attn")), at: path / "norm1")
    let hidden = drop(gelu(linear(attended, expansion * width, at: path / "linear1")))
    return layerNorm(attended + drop(linear(hidden, width, at: path / "linear2")), at: path / "norm2")
  }

  /// Multi-head attention (Vaswani et al. 2017) with queries, keys and values from one matrix.
  private func attention(_ x: Value, at path: Path) -> Value {
    let projected = linear(x, 3 * width, at: path, names: ("in_proj_weight", "in_proj_bias"))
    let (count, size) = (x.shape[0], width / heads)
    func part(_ index: Int) -> Value {
      let part = slice(projected, axis: 2, index * width..<(index + 1) * width)
      return permute(reshape(part, [count, heads, size]), [2, 1, 3])
    }
    let query = 1 / Double(size).squareRoot() * part(0)
    let weights = drop(softmax(matmul(query, transpose(part(1))), axis: 3))
    let gathered = permute(matmul(weights, part(2)), [2, 1, 3])
    return linear(reshape(gathered, [count, width]), width, at: path / "out_proj")
  }

  private func drop(_ x: Value) -> Value { HarmonizationGraph.dropout(x, dropout) }
}
