import HarmonizationCheckpoints
import HarmonizationNetworks
import HarmonizationPixels

/// The transform for each pixel that a network predicted for a small picture: PCT-Net's way to full resolution. Nothing is fitted;
/// the map itself is what changes the native pixels.
public struct ParameterMap: FittedTransfer {
  /// For each value of the map, a vector for each term: what the term adds to red, green and blue; the last also has the attention.
  let vectors: [SIMD4<Float>]
  /// What the vectors are multiplied with.
  let terms: Terms
  /// Whether changed colours are limited to 0...1.
  let clamps: Bool
  let width: Int
  let height: Int
  /// Whether the network says where it wants to change the picture.
  let hasAttention: Bool

  /// What the vectors of a map's value are multiplied with.
  enum Terms: Hashable, Sendable {
    /// Red, green, blue (sRGB in 0...1) and 1.
    case affine
    /// ``PixelwiseTransform/polynomialTerms`` of the colour after normalization.
    case polynomial(scale: SIMD4<Float>, offset: SIMD4<Float>)

    var count: Int { if case .affine = self { 4 } else { PixelwiseTransform.polynomialTerms.count } }
  }

  /// Takes what a network predicted.
  ///
  /// - Parameters:
  ///   - parameters: the parameters, [parameters, height, width] in C order.
  ///   - attention: where the network wants to change the picture, [height, width]; nil if everywhere.
  ///   - transform: what the parameters mean.
  ///   - normalization: how the network's input is normalized.
  ///   - width: width of the map.
  ///   - height: height of the map.
  /// - Throws: ``HarmonizationError/tensor(name:reason:)`` if the values do not fill the map.
  public init(
    _ parameters: [Float], attention: [Float]? = nil, transform: PixelwiseTransform, normalization: Normalization,
    width: Int, height: Int
  ) throws(HarmonizationError) {
    let area = width * height
    guard area > 0, parameters.count == transform.parameterCount * area, (attention?.count ?? area) == area else {
      throw .tensor(
        name: "params", reason: "\(parameters.count) values do not fill \([transform.parameterCount, height, width])")
    }
    let encoder = ParameterEncoder(transform, normalization)
    (terms, clamps, self.width, self.height) = (encoder.terms, transform.clamps, width, height)
    hasAttention = attention != nil
    var vectors: [SIMD4<Float>] = []
    vectors.reserveCapacity(encoder.terms.count * area)
    for place in 0..<area {
      encoder.append({ parameters[$0 * area + place] }, to: &vectors)
      vectors[vectors.count - 1].w = attention?[place] ?? 1
    }
    self.vectors = vectors
  }

  /// The change on native pixels.
  ///
  /// - Parameter part: the part of the native picture, in its pixels, that the network saw; the rest stays as it is.
  public func operation(in part: PixelRect) -> any PixelTransform { EnlargedParameterMap(self, part: part) }

  /// The change between this and another map of the same kind and size.
  ///
  /// - Parameters:
  ///   - other: the change that is mixed in.
  ///   - share: 0 for this change, 1 for the other.
  /// - Throws: ``TransferError/invalidParameter(name:value:allowed:)`` if the two cannot be mixed or the share is not in 0...1.
  public func mixed(with other: ParameterMap, share: Float) throws(TransferError) -> ParameterMap {
    guard (0...1).contains(share) else {
      throw .invalidParameter(name: "share", value: "\(share)", allowed: "0...1")
    }
    guard other.width == width, other.height == height, other.terms == terms, other.clamps == clamps else {
      throw .invalidParameter(
        name: "other", value: "a map of \(other.width)x\(other.height)",
        allowed: "one of \(width)x\(height) of the same network")
    }
    return replacing(zip(vectors, other.vectors).map { $0 + ($1 - $0) * share })
  }

  /// The map of the mirrored picture.
  func mirrored() -> ParameterMap {
    let (count, columns) = (terms.count, width)
    return replacing(
      vectors.indices.map { index in
        let (place, term) = (index / count, index % count)
        let (row, column) = (place / columns, place % columns)
        return vectors[(row * columns + columns - 1 - column) * count + term]
      })
  }

  private func replacing(_ vectors: [SIMD4<Float>]) -> ParameterMap {
    ParameterMap(replacing: vectors, of: self)
  }

  private init(replacing vectors: [SIMD4<Float>], of map: ParameterMap) {
    (self.vectors, terms, clamps, width, height) = (vectors, map.terms, map.clamps, map.width, map.height)
    hasAttention = map.hasAttention
  }
}
