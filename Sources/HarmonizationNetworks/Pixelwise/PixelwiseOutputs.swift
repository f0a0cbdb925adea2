import HarmonizationGraph

/// The results of a network that predicts a map of parameters: the map, what it makes of the image, and how that is blended.
struct PixelwiseOutputs {
  let transform: PixelwiseTransform
  let normalization: InputNormalization
  /// The parameters, [parameterCount, height, width].
  let map: Value
  /// Where the network wants to change the image, [1, height, width]; nil if that is the mask.
  let attention: Value?

  init(
    _ latent: (features: Value, attention: Value?), _ transform: PixelwiseTransform,
    normalization: InputNormalization, at path: Path
  ) {
    (self.transform, self.normalization, attention) = (transform, normalization, latent.attention)
    map = conv(latent.features, transform.parameterCount, kernel: 1, at: path / "get_params")
  }

  /// The named results at the network's own size.
  func small(_ image: Value, mask: Value) -> [(String, Value)] {
    let images = blended(image, map: map, weight: attention ?? mask)
    return [("images", images), ("params", map)] + (attention.map { [("attention", $0)] } ?? [])
  }

  /// The image at another size, changed by the enlarged map.
  func fullResolution(_ image: Value, mask: Value) -> Value {
    let weight = attention.map { resize($0, to: image.size, .bicubic) } ?? mask
    return blended(image, map: resize(map, to: image.size, .bicubic), weight: weight)
  }

  private func blended(_ image: Value, map: Value, weight: Value) -> Value {
    weight * transform(image, map, normalization: normalization) + (1.0 - weight) * image
  }
}
