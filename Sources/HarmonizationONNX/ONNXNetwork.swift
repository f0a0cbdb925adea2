import Foundation
import HarmonizationGraph

/// A network as ONNX operators and constants, without its weights: what an ``ONNXModel`` adds them to.
public struct ONNXNetwork: Sendable {
  let network: RewrittenGraph
  let graph: ONNXGraphProto

  /// Lowers a network.
  ///
  /// - Parameters:
  ///   - network: the network, with the rewrites that are wanted.
  ///   - batch: the batch size; nil leaves it to whoever runs the model.
  public init(_ network: RewrittenGraph, batch: Int? = nil) {
    self.network = network
    graph = Lowering.graph(of: network, batch: batch)
  }

  /// The encoded operators, constants and names: equal for networks that compute the same from the same weights, so that it can
  /// be part of a key. Names of parameters that rewrites derive say how.
  ///
  /// - Throws: what Protocol Buffers throw, which they do not for a graph that was lowered.
  public func structure() throws -> Data { try graph.serializedData() }
}
