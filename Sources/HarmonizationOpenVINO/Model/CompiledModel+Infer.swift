extension CompiledModel {
  /// Runs the network on the calling thread and waits for it.
  ///
  /// - Parameter inputs: A tensor for every input, by name.
  /// - Returns: A tensor for every output, by name.
  /// - Throws: `OpenVINOError.missingInput`, `.unknownName` or `.shapeMismatch` for inputs that do not fit, and
  ///   `.engineFailed` when OpenVINO refuses.
  public func infer(_ inputs: [String: FloatTensor]) throws -> [String: FloatTensor] {
    try check(inputs)
    let request = try pool.idle() ?? InferRequest(model: self)
    defer { pool.put(request) }
    try request.set(inputs)
    try request.infer()
    return try request.outputs()
  }

  /// Runs the network without blocking the calling task; as many at a time as suits the machine, the others wait.
  ///
  /// Throughput comes from several tasks calling this at once on a model compiled with `PerformanceHint.throughput`.
  ///
  /// - Throws: As the synchronous form, and `CancellationError` when the task is cancelled before its turn.
  public func infer(_ inputs: [String: FloatTensor]) async throws -> [String: FloatTensor] {
    try check(inputs)
    await pool.waitForTurn()
    defer { pool.endTurn() }
    try Task.checkCancellation()
    let request = try pool.idle() ?? InferRequest(model: self)
    defer { pool.put(request) }
    try request.set(inputs)
    try await request.inferWithoutBlocking()
    return try request.outputs()
  }

  /// A request of the caller's own, for filling input buffers in place and reading outputs without a copy.
  public func makeRequest() throws -> InferRequest { try InferRequest(model: self) }

  private func check(_ tensors: [String: FloatTensor]) throws {
    for name in tensors.keys where !inputs.contains(where: { $0.name == name }) {
      throw OpenVINOError.unknownName(name, available: inputs.map(\.name))
    }
    for input in inputs {
      guard let tensor = tensors[input.name] else { throw OpenVINOError.missingInput(input.name) }
      guard input.accepts(tensor.shape) else {
        throw OpenVINOError.shapeMismatch(name: input.name, expected: input.shape, actual: tensor.shape)
      }
    }
  }
}
