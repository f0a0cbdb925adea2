import CHarmonizationTorch

extension Tensor {
  /// Makes the backward pass compute a gradient for this tensor, or no longer.
  public func setRequiresGradient(_ required: Bool) throws(TorchError) {
    let api = try TorchLibrary.api()
    try withHandle { handle throws(TorchError) in
      let message = api.set_requires_gradient(handle, required ? 1 : 0)
      try TorchLibrary.check(message, "require a gradient", shapes: [shape])
    }
  }

  /// What the last backward passes added up; nil where they did not reach this tensor. Shares the memory.
  public func gradient() throws(TorchError) -> Tensor? {
    let api = try TorchLibrary.api()
    var result: OpaquePointer?
    try withHandle { handle throws(TorchError) in
      try TorchLibrary.check(api.gradient(handle, &result), "gradient", shapes: [shape])
    }
    return result.map(Tensor.init(owning:))
  }

  /// Adds the gradients of this scalar to every tensor that it was computed from and that requires one.
  public func backward() throws(TorchError) {
    let api = try TorchLibrary.api()
    try withHandle { handle throws(TorchError) in
      try TorchLibrary.check(api.backward(handle), "backward", shapes: [shape])
    }
  }

  /// Moves the gradients of some replicas' tensors to `targets`, as their sums, added in the order of the replicas.
  public static func collectGradients(_ targets: [Tensor], from replicas: [[Tensor]]) throws(TorchError) {
    guard replicas.allSatisfy({ $0.count == targets.count }) else {
      throw .elementCount(shape: [targets.count], count: replicas.map(\.count).max() ?? 0)
    }
    let api = try TorchLibrary.api()
    let message = try withHandles(targets) { targetHandles throws(TorchError) in
      try withHandles(replicas.flatMap(\.self)) {
        api.collect_gradients(targetHandles, $0, Int64(targets.count), Int64(replicas.count))
      }
    }
    try TorchLibrary.check(message, "collect gradients")
  }

  /// Forgets gradients, releasing their memory, so that the next backward pass writes instead of adding.
  public static func clearGradients(_ tensors: [Tensor]) throws(TorchError) {
    let api = try TorchLibrary.api()
    let message = try withHandles(tensors) { handles throws(TorchError) in
      api.clear_gradients(handles, Int64(tensors.count))
    }
    try TorchLibrary.check(message, "clear gradients")
  }
}

/// Runs `body` without recording for the backward pass: faster, and in a fraction of the memory.
///
/// The mode belongs to the thread, so the closure must not suspend; the type of the closure sees to that.
public func withoutGradient<Result>(_ body: () throws -> Result) throws -> Result {
  let api = try TorchLibrary.api()
  let previous = api.set_gradient_mode(0)
  defer { _ = api.set_gradient_mode(previous) }
  return try body()
}

/// Runs `body` with PyTorch's autocasting: convolutions and products of single operations in bfloat16.
///
/// For tensor arithmetic; ``GraphExecutor`` has ``Precision/mixedBFloat16`` instead and does not need it.
public func withAutocast<Result>(on device: Device, _ body: () throws -> Result) throws -> Result {
  let api = try TorchLibrary.api()
  var previous: Int32 = 0
  try TorchLibrary.check(api.set_autocast(device.kind, 1, &previous), "enable autocasting")
  defer {
    var ignored: Int32 = 0
    // What enabled it can also disable it.
    if let message = api.set_autocast(device.kind, previous, &ignored) { api.message_free(message) }
  }
  return try body()
}
