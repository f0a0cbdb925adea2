extension InferRequest {
  /// Copies tensors into the input buffers.
  func set(_ tensors: [String: FloatTensor]) throws {
    for (name, tensor) in tensors {
      try setInput(name, shape: tensor.shape) { _ = $0.update(fromContentsOf: tensor.values) }
    }
  }

  /// Copies every output of the last run.
  func outputs() throws -> [String: FloatTensor] {
    var tensors: [String: FloatTensor] = [:]
    for output in outputPorts {
      tensors[output.name] = try withOutput(output.name) { try FloatTensor(shape: $1, values: Array($0)) }
    }
    return tensors
  }
}
