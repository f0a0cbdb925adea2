import HarmonizationCheckpoints
import HarmonizationNetworks
import HarmonizationPixels

/// The function of colour that a network predicted for a photo: out = in + W [relu(B in), in, 1], where B is learned and W
/// the network's answer. It knows no position, so a table of it is the network itself at any size.
struct ColourFunction {
  /// For each basis function the weights of red, green and blue, and what is added.
  private let basis: [SIMD4<Float>]
  /// For each basis function, for the channels and for 1, what it contributes to red, green and blue.
  private let terms: [SIMD3<Float>]
  private let normalization: ChannelNormalization

  /// Takes a network's answer.
  ///
  /// - Parameters:
  ///   - values: the output ``Configuration/functionOutput`` for one photo, [terms, 3] in C order.
  ///   - model: the network, which knows the basis.
  /// - Throws: ``HarmonizationError/tensor(name:reason:)`` if the two do not fit together or a value is not finite.
  init(_ values: [Float], of model: HarmonizationModel) throws(HarmonizationError) {
    let weights = model.weights["basis.weight"]?.floats() ?? []
    let biases = model.weights["basis.bias"]?.floats() ?? []
    guard !biases.isEmpty, weights.count == 3 * biases.count, values.count == 3 * (biases.count + 4),
      values.allSatisfy(\.isFinite)
    else {
      throw .tensor(
        name: Configuration.functionOutput,
        reason:
          "\(values.count) values are no function of \(model.configuration.name), or not finite; check the weights")
    }
    basis = biases.indices.map { SIMD4(weights[3 * $0], weights[3 * $0 + 1], weights[3 * $0 + 2], biases[$0]) }
    terms = (0..<values.count / 3).map { SIMD3(values[3 * $0], values[3 * $0 + 1], values[3 * $0 + 2]) }
    normalization = ChannelNormalization(model.normalization)
  }

  /// The change of an sRGB colour in 0...1; the result may leave that range.
  func change(of colour: SIMD3<Float>) -> SIMD3<Float> {
    let x = (colour - normalization.mean) / normalization.deviation
    let count = basis.count
    var sum = terms[count + 3] + terms[count] * x.x + terms[count + 1] * x.y + terms[count + 2] * x.z
    for (function, term) in zip(basis, terms) {
      sum += term * max(function.x * x.x + function.y * x.y + function.z * x.z + function.w, 0)
    }
    return sum * normalization.deviation
  }
}

extension Predictor {
  /// The table of the function of colour that a network predicts; nil for other networks.
  ///
  /// - Parameters:
  ///   - composite: sRGB in 0...1, three channels, of the session's size.
  ///   - mask: 1 in the foreground, one channel, of the same size.
  ///   - size: nodes along each axis.
  /// - Throws: ``HarmonizationError/tensor(name:reason:)`` for a wrong size; what the engine throws.
  public func colourTable(
    _ composite: Raster<Float>, mask: Raster<Float>, size: Int = ColourTable.standardSize
  ) async throws -> ColourTable? {
    guard session.model.configuration.predictsFunction else { return nil }
    let results = try await results(composite, mask: mask)
    let functions = try results.map {
      try ColourFunction($0[Configuration.functionOutput] ?? [], of: session.model)
    }
    return ColourTable.sampling(size: size) { colour in
      functions.reduce(.zero) { $0 + $1.change(of: colour) } / Float(functions.count)
    }
  }
}
