import HarmonizationGraph
import HarmonizationNetworks

/// A network at one input size on some engine, on raw tensors. Sizes that the network's depth does not allow are padded with
/// zeros.
public struct NetworkSession: Sendable {
  /// The network and its weights.
  public let model: HarmonizationModel
  /// Pictures in a run and their size.
  public let shape: InputShape
  /// What computes it, at the padded size.
  public let engine: any InferenceEngine
  private let padding: Padding

  /// Makes the engine for pictures of a size, by default the one that the network was designed for.
  ///
  /// - Throws: what the backend throws; `GraphError`; ``HarmonizationError/tensor(name:reason:)`` for an impossible size.
  public init(
    _ model: HarmonizationModel, batch: Int = 1, height: Int? = nil, width: Int? = nil,
    backend: InferenceBackend = .openVINO()
  ) throws {
    let size = model.configuration.inputSize
    self.model = model
    shape = InputShape(batch: batch, height: height ?? size, width: width ?? size)
    guard batch > 0, (1...16384).contains(shape.height), (1...16384).contains(shape.width) else {
      throw HarmonizationError.tensor(name: "image", reason: "invalid shape \(shape.image)")
    }
    padding = Padding(height: shape.height, width: shape.width, divisor: model.configuration.sizeDivisor)
    let padded = InputShape(
      batch: batch, height: shape.height + padding.top + padding.bottom,
      width: shape.width + padding.left + padding.right)
    engine = try backend.engine(model, padded)
  }

  /// Runs the network.
  ///
  /// - Parameters:
  ///   - image: normalized, [batch, 3, height, width] in C order.
  ///   - mask: 1 in the foreground, [batch, 1, height, width].
  /// - Returns: the network's raw output `images`, normalized, in the image's shape.
  /// - Throws: ``HarmonizationError/tensor(name:reason:)`` for inputs of another size; what the engine throws.
  public func callAsFunction(image: [Float], mask: [Float]) async throws -> [Float] {
    guard let images = try await outputs(image: image, mask: mask)["images"] else {
      throw HarmonizationError.tensor(name: "images", reason: "the network has no such output")
    }
    return images
  }

  /// Runs the network and returns all that it computes, by name: `images`, and `params` and `attention` of networks that have
  /// them, each [batch, channels, height, width]; and `function` of networks that predict a function of colour, [batch, terms, 3].
  ///
  /// - Parameters:
  ///   - image: normalized, [batch, 3, height, width] in C order.
  ///   - mask: 1 in the foreground, [batch, 1, height, width].
  /// - Throws: ``HarmonizationError/tensor(name:reason:)`` for inputs of another size; what the engine throws.
  public func outputs(image: [Float], mask: [Float]) async throws -> [String: [Float]] {
    let results = try await engine.run(
      image: padded("image", image, channels: 3), mask: padded("mask", mask, channels: 1))
    return Dictionary(
      uniqueKeysWithValues: results.map { name, values in
        guard name != Configuration.functionOutput else { return (name, values) }
        let count = values.count / max(engine.shape.area, 1)
        return (name, padding.removing(from: values, count: count, height: shape.height, width: shape.width))
      })
  }

  private func padded(_ name: String, _ values: [Float], channels: Int) throws -> [Float] {
    guard values.count == shape.batch * channels * shape.area else {
      let expected = [shape.batch, channels, shape.height, shape.width]
      throw HarmonizationError.tensor(name: name, reason: "\(values.count) values do not fill \(expected)")
    }
    return padding.adding(to: values, count: shape.batch * channels, height: shape.height, width: shape.width)
  }
}
