import HarmonizationCheckpoints
import Foundation
import HarmonizationGraph

/// Writes a network's parameters as float32 initializers.
struct WeightEncoder {
  let network: RewrittenGraph
  let state: StateDictionary

  /// The tensors that nodes read; counters of training are left out.
  func tensors() throws -> [ONNXTensorProto] {
    try network.graph.parameters.filter { !$0.isInteger }.map { spec in
      try ONNXTensorProto.with {
        $0.name = spec.name
        $0.dims = spec.shape.map(Int64.init)
        $0.dataType = ONNXType.float.rawValue
        $0.rawData = try bytes(of: spec)
      }
    }
  }

  private func bytes(of spec: ParameterSpec) throws -> Data {
    if network.isStored(spec.name) {
      let tensor = try stored(spec.name, count: spec.count)
      return tensor.withFloats { Data(buffer: $0) }
    }
    let values = try network.value(of: spec.name) { try stored($0, count: nil).doubles() }
    guard values.count == spec.count else {
      throw ONNXExportError.count(name: spec.name, expected: spec.count, found: values.count)
    }
    return values.map(Float.init).withUnsafeBufferPointer { Data(buffer: $0) }
  }

  private func stored(_ name: String, count: Int?) throws -> CheckpointTensor {
    guard let tensor = state[name] else { throw ONNXExportError.missing(name: name, network: network.graph.name) }
    if let count, tensor.elementCount != count {
      throw ONNXExportError.count(name: name, expected: count, found: tensor.elementCount)
    }
    return tensor
  }
}

/// ONNX's numbers for the element types used here.
enum ONNXType: Int32 {
  case float = 1
  case int64 = 7
}
