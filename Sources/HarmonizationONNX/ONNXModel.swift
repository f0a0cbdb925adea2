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
  /// - Throws: ``ONNXExportError`` where `state` lacks a tensor that the network reads, or holds it in another shape.
  public init(_ network: RewrittenGraph, weights state: StateDictionary, options: Options = Options()) throws {
    var graph = Lowering.graph(of: network, batch: options.batch)
    graph.initializer += try WeightEncoder(network: network, state: state).tensors()
    bytes = try Self.model(graph, options: options).serializedData()
  }

  private static func model(_ graph: ONNXGraphProto, options: Options) -> ONNXModelProto {
    ONNXModelProto.with {
      $0.irVersion = 8
      $0.producerName = "swift-image-harmonization"
      $0.opsetImport = [ONNXOperatorSetIdProto.with { $0.version = 17 }]
      $0.graph = graph
      $0.metadataProps = options.metadata.sorted { $0.key < $1.key }.map { entry in
        ONNXStringStringEntryProto.with {
          $0.key = entry.key
          $0.value = entry.value
        }
      }
    }
  }
}
