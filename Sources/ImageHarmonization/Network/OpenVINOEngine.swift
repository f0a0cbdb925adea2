import HarmonizationGraph
import HarmonizationNetworks
import HarmonizationONNX
import HarmonizationOpenVINO

/// OpenVINO as an inference engine.
public struct OpenVINOEngine: InferenceEngine {
  /// The inputs that a run takes.
  public let shape: InputShape
  private let compiled: CompiledModel

  /// Compiles `model` for inputs of the given shape, or takes it from the cache.
  ///
  /// - Throws: `OpenVINOError`, with the remedy if OpenVINO or the device is missing; `GraphError` for a size that does not
  ///   suit the network's depth.
  public init(_ model: HarmonizationModel, shape: InputShape, options: InferenceOptions = InferenceOptions()) throws {
    self.shape = shape
    let core = try Core(device: options.device)
    let settings = CompileOptions(precision: options.precision, hint: options.hint, threads: options.threads)
    let shapes = ["image": shape.image, "mask": shape.mask]
    let graph = try model.configuration.graph(height: shape.height, width: shape.width)
    let network = ONNXNetwork(try RewrittenGraph(graph).optimizedForInference())
    let onnx = { try ONNXModel(network, weights: model.weights).bytes }
    guard let cache = options.cache else {
      compiled = try core.compile(onnx: onnx(), shapes: shapes, options: settings)
      return
    }
    let key = "\(model.fingerprint.adding(try network.structure()))"
    compiled = try core.compile(fingerprint: key, cache: cache, shapes: shapes, options: settings, onnx: onnx)
  }

  /// How the cache of compiled models was used.
  public var cacheStatus: CacheStatus { compiled.cacheStatus }

  /// Computes the network without blocking the calling task.
  ///
  /// - Throws: `OpenVINOError`; `CancellationError` when the task is cancelled before its turn.
  public func run(image: [Float], mask: [Float]) async throws -> [String: [Float]] {
    try await compiled.infer([
      "image": FloatTensor(shape: shape.image, values: image), "mask": FloatTensor(shape: shape.mask, values: mask),
    ]).mapValues(\.values)
  }
}
