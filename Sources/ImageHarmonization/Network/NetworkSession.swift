import HarmonizationCheckpoints
import Foundation
import HarmonizationGraph
import HarmonizationNetworks
import HarmonizationONNX
import HarmonizationOpenVINO

/// How networks are run.
public struct InferenceOptions: Sendable {
  /// The number format of the computation; automatic is bf16 where the CPU has it.
  public var precision: Precision
  /// Latency for one photo, throughput for many.
  public var hint: PerformanceHint
  /// Threads over all streams; nil means every core.
  public var threads: Int?
  /// Where compiled models are kept; nil compiles anew each time.
  public var cache: ModelCache?

  /// The defaults suit one photo.
  public init(
    precision: Precision = .auto, hint: PerformanceHint = .latency, threads: Int? = nil,
    cache: ModelCache? = .standard
  ) {
    self.precision = precision
    self.hint = hint
    self.threads = threads
    self.cache = cache
  }
}

/// A network compiled for one input size, on raw tensors.
public final class NetworkSession: Sendable {
  /// The network and its weights.
  public let model: HarmonizationModel
  /// Images in a batch.
  public let batch: Int
  /// Height and width of the inputs.
  public let height: Int, width: Int

  private let compiled: CompiledModel
  private let padding: Padding

  /// Compiles `model` for inputs of the given size, or takes it from the cache; sizes that the network's depth does not
  /// allow are padded with zeros.
  ///
  /// - Throws: `OpenVINOError`, with the remedy where OpenVINO is missing; `GraphError`; ``HarmonizationError``.
  public init(
    _ model: HarmonizationModel, batch: Int = 1, height: Int? = nil, width: Int? = nil,
    options: InferenceOptions = InferenceOptions()
  ) throws {
    let size = model.configuration.inputSize
    (self.model, self.batch, self.height, self.width) = (model, batch, height ?? size, width ?? size)
    guard batch > 0, (1...16384).contains(self.height), (1...16384).contains(self.width) else {
      throw HarmonizationError.tensor(name: "image", reason: "[\(batch), 3, \(self.height), \(self.width)] is no size")
    }
    let divisor = model.configuration.sizeDivisor
    padding = Padding(height: self.height, width: self.width, divisor: divisor)
    let paddedHeight = self.height + padding.top + padding.bottom
    let paddedWidth = self.width + padding.left + padding.right
    let shapes = [
      "image": [batch, 3, paddedHeight, paddedWidth], "mask": [batch, 1, paddedHeight, paddedWidth],
    ]
    compiled = try Self.compile(model, shapes: shapes, height: paddedHeight, width: paddedWidth, options: options)
  }

  /// How the cache of compiled models was used.
  public var cacheStatus: CacheStatus { compiled.cacheStatus }

  /// Runs the network.
  ///
  /// - Parameters:
  ///   - image: normalised, [batch, 3, height, width] in C order.
  ///   - mask: 1 in the foreground, [batch, 1, height, width].
  /// - Returns: the network's raw output, normalised, in the image's shape.
  public func callAsFunction(image: [Float], mask: [Float]) async throws -> [Float] {
    try await output(of: compiled.infer(try inputs(image, mask)))
  }

  /// As the asynchronous form, on the calling thread.
  public func run(image: [Float], mask: [Float]) throws -> [Float] {
    try output(of: compiled.infer(try inputs(image, mask)))
  }

  /// Runs the network and returns all that it computes, by name: `images`, and `params` and `attention` of networks that have them;
  /// each [batch, channels, height, width].
  ///
  /// - Parameters:
  ///   - image: normalized, [batch, 3, height, width] in C order.
  ///   - mask: 1 in the foreground, [batch, 1, height, width].
  /// - Throws: ``HarmonizationError/tensor(name:reason:)`` for inputs of another size; `OpenVINOError`.
  public func outputs(image: [Float], mask: [Float]) async throws -> [String: [Float]] {
    try await compiled.infer(try inputs(image, mask)).mapValues { result in
      padding.removing(
        from: result.values, count: result.shape.prefix(2).reduce(1, *), height: height, width: width)
    }
  }

  private func inputs(_ image: [Float], _ mask: [Float]) throws -> [String: FloatTensor] {
    try ["image": tensor("image", image, channels: 3), "mask": tensor("mask", mask, channels: 1)]
  }

  private func tensor(_ name: String, _ values: [Float], channels: Int) throws -> FloatTensor {
    guard values.count == batch * channels * height * width else {
      throw HarmonizationError.tensor(
        name: name, reason: "\(values.count) values do not fill [\(batch), \(channels), \(height), \(width)]")
    }
    let padded = padding.adding(to: values, count: batch * channels, height: height, width: width)
    let shape = [batch, channels, height + padding.top + padding.bottom, width + padding.left + padding.right]
    return try FloatTensor(shape: shape, values: padded)
  }

  private func output(of results: [String: FloatTensor]) throws -> [Float] {
    guard let images = results["images"] else {
      throw HarmonizationError.tensor(name: "images", reason: "the network has no such output")
    }
    return padding.removing(from: images.values, count: batch * 3, height: height, width: width)
  }

  private static func compile(
    _ model: HarmonizationModel, shapes: [String: [Int]], height: Int, width: Int, options: InferenceOptions
  ) throws -> CompiledModel {
    let core = try Core()
    let settings = CompileOptions(precision: options.precision, hint: options.hint, threads: options.threads)
    let graph = try model.configuration.graph(height: height, width: width)
    let network = ONNXNetwork(try RewrittenGraph(graph).optimizedForInference())
    let onnx = { try ONNXModel(network, weights: model.weights).bytes }
    guard let cache = options.cache else { return try core.compile(onnx: onnx(), shapes: shapes, options: settings) }
    let key = "\(model.fingerprint.adding(try network.structure()))"
    return try core.compile(fingerprint: key, cache: cache, shapes: shapes, options: settings, onnx: onnx)
  }
}
