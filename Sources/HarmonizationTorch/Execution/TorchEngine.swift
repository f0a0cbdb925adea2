import Dispatch
import HarmonizationCheckpoints
import HarmonizationGraph

/// libtorch as an inference engine, on any device that it knows.
///
/// `@unchecked`: tensors are touched on one queue alone.
public final class TorchEngine: InferenceEngine, @unchecked Sendable {
  /// The inputs that a run takes.
  public let shape: InputShape
  private let executor: GraphExecutor
  private let precision: Precision
  private let queue = DispatchQueue(label: "harmonization.torch")

  /// Loads weights, strictly.
  ///
  /// - Parameters:
  ///   - graph: the network, made for pictures of the size in `shape`.
  ///   - weights: its state; exactly the graph's names and shapes.
  ///   - shape: pictures in a run and their size.
  ///   - device: where it runs.
  ///   - precision: the arithmetic of convolutions and products.
  /// - Throws: `TorchError` without libtorch, `CheckpointError` for weights that do not fit.
  public init(
    _ graph: Graph, weights: StateDictionary, shape: InputShape, device: Device = .cpu, precision: Precision = .full
  ) throws {
    self.shape = shape
    self.precision = precision
    executor = try GraphExecutor(graph, parameters: ParameterStore(graph, state: weights, device: device))
  }

  /// Computes the network; calls wait for each other.
  ///
  /// - Throws: `TorchError`.
  public func run(image: [Float], mask: [Float]) async throws -> [String: [Float]] {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try self.compute(image, mask) }) }
    }
  }

  private func compute(_ image: [Float], _ mask: [Float]) throws -> [String: [Float]] {
    let inputs = [
      "image": try Tensor.from(image, shape: shape.image), "mask": try Tensor.from(mask, shape: shape.mask),
    ]
    return try executor.run(inputs, mode: .evaluation(precision)).mapValues { try $0.floats() }
  }
}
