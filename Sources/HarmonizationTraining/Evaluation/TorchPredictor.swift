import HarmonizationCheckpoints
import Dispatch
import HarmonizationData
import HarmonizationEvaluation
import HarmonizationPixels
import HarmonizationGraph
import HarmonizationNetworks
import HarmonizationTorch

/// A network on libtorch as a method under evaluation: fully convolutional, at the size of the pictures it is given.
///
/// Tensors are touched on one queue alone; that is what makes it `Sendable`.
public final class TorchPredictor: HarmonizationPredictor, @unchecked Sendable {
  /// The configuration's name.
  public let name: String
  private let configuration: Configuration
  private let precision: Precision
  private let parameters: ParameterStore
  private let normalization: ChannelNormalization
  private let queue = DispatchQueue(label: "harmonization.torch")
  private var executors: [[Int]: GraphExecutor] = [:]

  /// Loads weights, strictly.
  ///
  /// - Throws: `TorchError` without libtorch, `CheckpointError` for weights that do not fit, `GraphError`.
  public init(
    _ configuration: Configuration, weights: StateDictionary, device: Device = .cpu, precision: Precision = .full
  ) throws {
    name = configuration.name
    self.configuration = configuration
    self.precision = precision
    let stored = try weights.normalization()
    normalization =
      stored.map { ChannelNormalization(mean: $0.mean, deviation: $0.standardDeviation) }
      ?? ChannelNormalization(mean: configuration.normalization.mean, deviation: configuration.normalization.deviation)
    parameters = try ParameterStore(try configuration.graph(), state: weights, device: device)
  }

  /// Harmonizes a picture whose sides suit the network's depth.
  ///
  /// - Throws: `GraphError` for sides that do not, `TorchError`.
  public func predict(_ composite: Raster<UInt8>, mask: Raster<Float>) async throws -> Prediction {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { .unit(try self.run(composite, mask)) }) }
    }
  }

  private func run(_ composite: Raster<UInt8>, _ mask: Raster<Float>) throws -> Raster<Float> {
    let (width, height) = (composite.width, composite.height)
    let executor = try executor(height: height, width: width)
    let image = try Tensor.from(normalization.planes(of: composite), shape: [1, 3, height, width])
    let cover = try Tensor.from(mask.samples, shape: [1, 1, height, width])
    let output = try executor.run(["image": image, "mask": cover], mode: .evaluation(precision))
    guard let images = output["images"] else {
      throw TrainingError.prediction(network: name, reason: "gives no output 'images'")
    }
    return normalization.raster(of: try images.floats(), width: width, height: height)
  }

  private func executor(height: Int, width: Int) throws -> GraphExecutor {
    if let known = executors[[height, width]] { return known }
    let executor = try GraphExecutor(configuration.graph(height: height, width: width), parameters: parameters)
    executors[[height, width]] = executor
    return executor
  }
}
