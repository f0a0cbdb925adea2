import HarmonizationGraph

/// Makes the engine that computes a network, for any input shape.
///
///     let harmonizer = try Harmonizer(model, backend: .openVINO(InferenceOptions(device: "GPU")))
///     let other = InferenceBackend { model, shape in
///       let graph = try model.configuration.graph(height: shape.height, width: shape.width)
///       return try TorchEngine(graph, weights: model.weights, shape: shape, device: .cuda(index: 0))
///     }
public struct InferenceBackend: Sendable {
  /// Makes an engine for a network; throws what the engine throws.
  public let engine: @Sendable (HarmonizationModel, InputShape) throws -> any InferenceEngine

  /// A backend that makes engines with `engine`; the shapes that it gets suit the network's depth.
  public init(_ engine: @escaping @Sendable (HarmonizationModel, InputShape) throws -> any InferenceEngine) {
    self.engine = engine
  }

  /// OpenVINO; its engines throw `OpenVINOError`, with the remedy if OpenVINO or the device is missing.
  public static func openVINO(_ options: InferenceOptions = InferenceOptions()) -> InferenceBackend {
    InferenceBackend { try OpenVINOEngine($0, shape: $1, options: options) }
  }
}
