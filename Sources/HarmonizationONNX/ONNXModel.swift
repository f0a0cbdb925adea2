import HarmonizationCheckpoints
import Foundation
import HarmonizationGraph
import SwiftProtobuf

/// A network with its weights as an ONNX model (IR version 8, opset 17), for OpenVINO, ONNX Runtime and others.
///
/// Inputs `image` [N, 3, height, width] and `mask` [N, 1, height, width], output `images`, all float32.
public struct ONNXModel: Sendable {
  /// How a model is written.
  public struct Options: Sendable {
    /// The batch size; nil leaves it to whoever runs the model.
    public var batch: Int?
    /// Entries of the model's metadata, such as the configuration and the normalisation.
    public var metadata: [String: String]

    /// By default a dynamic batch and no metadata.
    public init(batch: Int? = nil, metadata: [String: String] = [:]) {
      self.batch = batch
      self.metadata = metadata
    }
  }

  /// The encoded model.
  public let bytes: Data

  /// Lowers `network` with the weights in `state`.
  ///
  /// - Throws: ``ONNXExportError`` where `state` lacks a tensor that the network reads, or has it in another shape.
  public init(_ network: RewrittenGraph, weights state: StateDictionary, options: Options = Options()) throws {
    try self.init(ONNXNetwork(network, batch: options.batch), weights: state, metadata: options.metadata)
  }

  /// Adds weights to a network that is lowered already.
  ///
  /// - Parameters:
  ///   - network: the operators.
  ///   - state: the weights, by name.
  ///   - metadata: entries of the model's metadata.
  /// - Throws: ``ONNXExportError`` where `state` lacks a tensor that the network reads, or has it in another shape.
  public init(_ network: ONNXNetwork, weights state: StateDictionary, metadata: [String: String] = [:]) throws {
    var graph = network.graph
    graph.initializer += try WeightEncoder(network: network.network, state: state).tensors()
    bytes = try Self.model(graph, metadata: metadata).serializedData()
  }

  private static func model(_ graph: ONNXGraphProto, metadata: [String: String]) -> ONNXModelProto {
    ONNXModelProto.with {
      $0.irVersion = 8
      $0.producerName = "swift-image-harmonization"
      $0.opsetImport = [ONNXOperatorSetIdProto.with { $0.version = 17 }]
      $0.graph = graph
      $0.metadataProps = metadata.sorted { $0.key < $1.key }.map { entry in
        ONNXStringStringEntryProto.with {
          $0.key = entry.key
          $0.value = entry.value
        }
      }
    }
  }
}
