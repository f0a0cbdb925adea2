import HarmonizationGraph

/// A colour transform for each pixel, with parameters of its own: what PCT-Net (Guerreiro et al. 2023) predicts in place of colours.
/// Its parameters vary smoothly, so they can be predicted for a small picture and applied to a large one.
public struct PixelwiseTransform: Hashable, Sendable {
  /// What the parameters of a pixel mean.
  public enum Form: Hashable, Sendable {
    /// A 3 x 3 matrix, row by row, then an offset.
    case affine
    /// A symmetric 3 x 3 matrix (m11, m22, m33, m12, m23, m13), then an offset if there is one.
    case symmetric(hasOffset: Bool)
    /// A 3 x 9 matrix, row by row, of ``polynomialTerms``.
    case polynomial
    /// The new colour.
    case replacement
    /// A factor for each channel.
    case product
    /// A summand for each channel.
    case sum
  }

  /// What the parameters mean.
  public var form: Form
  /// Whether results are limited to 0...1, in the space that the network works in.
  public var clamps: Bool

  /// Describes a transform.
  public init(_ form: Form, clamps: Bool) { (self.form, self.clamps) = (form, clamps) }

  /// Numbers for each pixel.
  public var parameterCount: Int {
    switch form {
    case .affine: 12
    case .symmetric(let hasOffset): hasOffset ? 9 : 6
    case .polynomial: 27
    case .replacement, .product, .sum: 3
    }
  }

  /// The terms of the polynomial form as pairs of channels to be multiplied; nil for no second factor.
  ///
  /// The published implementation reads its green channel from red; its weights are trained with that.
  public static let polynomialTerms: [(Int, Int?)] = [
    (0, nil), (0, nil), (2, nil), (0, 2), (0, 0), (2, 0), (0, 0), (2, 2), (0, 0),
  ]

  /// Where the entries of a symmetric matrix are among its six parameters, row by row.
  static let symmetricEntries = [0, 3, 5, 3, 1, 4, 5, 4, 2]

  /// Transforms the colours of an image [3, height, width] by a map [parameterCount, height, width].
  func callAsFunction(_ image: Value, _ map: Value, normalization: InputNormalization) -> Value {
    let result = transformed(image, map)
    // The published implementation normalizes its result although its input was normalized already.
    return normalization.normalized(clamps ? clamp(result, 0...1) : result)
  }

  private func transformed(_ image: Value, _ map: Value) -> Value {
    switch form {
    case .affine: return product(image, slice(map, axis: 1, 0..<9)) + slice(map, axis: 1, 9..<12)
    case .symmetric(let hasOffset):
      let matrix = Self.symmetricEntries.map { slice(map, axis: 1, $0..<$0 + 1) }
      let result = product(image, concat(matrix[0], Array(matrix.dropFirst())))
      return hasOffset ? result + slice(map, axis: 1, 6..<9) : result
    case .polynomial:
      let channels = (0..<3).map { slice(image, axis: 1, $0..<$0 + 1) }
      let terms = Self.polynomialTerms.map { first, second in
        second.map { channels[first] * channels[$0] } ?? channels[first]
      }
      return product(concat(terms[0], Array(terms.dropFirst())), map)
    case .replacement: return map
    case .product: return image * map
    case .sum: return image + map
    }
  }

  /// For each pixel, the product of a matrix of three rows, row by row, with the terms.
  private func product(_ terms: Value, _ matrix: Value) -> Value {
    let count = terms.channels
    let (height, width) = terms.size
    let products = reshape(concat(terms, terms, terms) * matrix, [3, count, height * width])
    return reshape(Double(count) * reduce(products, .average, axis: 2), [3, height, width])
  }
}

/// How a network's input is normalized: (value - mean) / deviation for values in 0...1, channel by channel.
public struct InputNormalization: Hashable, Sendable {
  /// What is subtracted, for red, green and blue.
  public let mean: [Double]
  /// What the difference is divided by.
  public let deviation: [Double]

  /// Describes a normalization.
  public init(mean: [Double], deviation: [Double]) { (self.mean, self.deviation) = (mean, deviation) }

  /// The statistics of ImageNet, as the paper's networks and their backbones expect.
  public static let imageNet = InputNormalization(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])
  /// Values as they are, in 0...1.
  public static let unit = InputNormalization(mean: [0, 0, 0], deviation: [1, 1, 1])

  func normalized(_ image: Value) -> Value {
    if self == .unit { return image }
    func perChannel(_ values: [Double]) -> Value { image.builder.constant(values, shape: [3, 1, 1], at: Path()) }
    return image * perChannel(deviation.map { 1 / $0 }) + perChannel(zip(mean, deviation).map { -$0 / $1 })
  }
}
