import CHarmonizationOpenVINO

/// One run of a network at a time, with buffers that are kept between runs. For one thread or task at a time.
public final class InferRequest {
  /// The model's inputs and outputs, in its order.
  public let inputPorts: [Port], outputPorts: [Port]
  let library: Library
  let handle: OpaquePointer
  /// Keeps the weights of an imported model where they are.
  private let source: CacheEntry?
  /// Tensors that hold the inputs, by index; allocated on first use and when a shape changes.
  private var inputs: [(tensor: OpaquePointer, shape: [Int])?]
  let completion = Completion()

  /// OpenVINO's request keeps what it needs of the compiled model, so this does not hold on to `model`.
  init(model: CompiledModel) throws {
    let library = model.library
    handle = try library.make("make an inference request") {
      library.functions.ov_compiled_model_create_infer_request(model.handle, &$0)
    }
    self.library = library
    source = model.source
    inputPorts = model.inputs
    outputPorts = model.outputs
    inputs = Array(repeating: nil, count: model.inputs.count)
  }

  deinit {
    library.functions.ov_infer_request_free(handle)
    for case let input? in inputs { library.functions.ov_tensor_free(input.tensor) }
  }

  /// Fills an input in place.
  ///
  /// - Parameters:
  ///   - name: The input's name.
  ///   - shape: Its extents in this run.
  ///   - fill: Writes all values; what the buffer contains before is the last run's input or unspecified.
  /// - Throws: `OpenVINOError.unknownName`, `.shapeMismatch`, or what `fill` throws.
  public func setInput(
    _ name: String, shape: [Int], fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    guard let index = inputPorts.firstIndex(where: { $0.name == name }) else {
      throw OpenVINOError.unknownName(name, available: inputPorts.map(\.name))
    }
    guard inputPorts[index].accepts(shape) else {
      throw OpenVINOError.shapeMismatch(name: name, expected: inputPorts[index].shape, actual: shape)
    }
    try fill(try buffer(of: inputTensor(index, name: name, shape: shape), name: name, shape: shape))
  }

  /// Runs the network on the calling thread and waits for it.
  ///
  /// - Throws: `OpenVINOError.missingInput` when an input was never set, `.engineFailed` when OpenVINO refuses.
  public func infer() throws {
    try checkInputs()
    try library.check(library.functions.ov_infer_request_infer(handle), "run the network")
  }

  /// Reads an output of the last run in place.
  ///
  /// - Parameters:
  ///   - name: The output.
  ///   - body: Gets the values and the extents; the buffer must not be kept.
  public func withOutput<Result>(
    _ name: String, _ body: (UnsafeBufferPointer<Float>, [Int]) throws -> Result
  ) throws -> Result {
    guard let index = outputPorts.firstIndex(where: { $0.name == name }) else {
      throw OpenVINOError.unknownName(name, available: outputPorts.map(\.name))
    }
    let tensor = try library.make("read output \(name)") {
      library.functions.ov_infer_request_get_output_tensor_by_index(handle, index, &$0)
    }
    defer { library.functions.ov_tensor_free(tensor) }
    let shape = try shape(of: tensor, name: name)
    return try body(UnsafeBufferPointer(buffer(of: tensor, name: name, shape: shape)), shape)
  }

  func checkInputs() throws {
    for (index, input) in inputs.enumerated() where input == nil {
      throw OpenVINOError.missingInput(inputPorts[index].name)
    }
  }
}

// Tensors
extension InferRequest {
  /// The tensor that contains an input, made when there is none of that shape yet.
  private func inputTensor(_ index: Int, name: String, shape: [Int]) throws -> OpaquePointer {
    if let known = inputs[index], known.shape == shape { return known.tensor }
    let tensor = try allocate(name, shape)
    let status = library.functions.ov_infer_request_set_input_tensor_by_index(handle, index, tensor)
    do {
      try library.check(status, "set input \(name) to shape \(shape)")
    } catch {
      library.functions.ov_tensor_free(tensor)
      throw error
    }
    if let old = inputs[index] { library.functions.ov_tensor_free(old.tensor) }
    inputs[index] = (tensor, shape)
    return tensor
  }

  private func allocate(_ name: String, _ shape: [Int]) throws -> OpaquePointer {
    guard elementCount(shape) != nil else { throw OpenVINOError.invalidShape(name: name, shape: shape, values: nil) }
    var extents = shape.map(Int64.init)
    return try extents.withUnsafeMutableBufferPointer { extents in
      let record = COVShape(rank: Int64(extents.count), dims: extents.baseAddress)
      return try library.make("allocate \(name) of shape \(shape)") {
        library.functions.ov_tensor_create(COVElementType(COVElementF32), record, &$0)
      }
    }
  }

  private func shape(of tensor: OpaquePointer, name: String) throws -> [Int] {
    var record = COVShape()
    try library.check(library.functions.ov_tensor_get_shape(tensor, &record), "tell the shape of \(name)")
    defer { _ = library.functions.ov_shape_free(&record) }
    return UnsafeBufferPointer(start: record.dims, count: record.dims == nil ? 0 : Int(max(record.rank, 0))).map {
      Int($0)
    }
  }

  private func buffer(
    of tensor: OpaquePointer, name: String, shape: [Int]
  ) throws -> UnsafeMutableBufferPointer<Float> {
    guard let count = elementCount(shape) else {
      throw OpenVINOError.invalidShape(name: name, shape: shape, values: nil)
    }
    var data: UnsafeMutableRawPointer?
    try library.check(library.functions.ov_tensor_data(tensor, &data), "reach the values of \(name)")
    return UnsafeMutableBufferPointer(start: data?.assumingMemoryBound(to: Float.self), count: data == nil ? 0 : count)
  }
}
