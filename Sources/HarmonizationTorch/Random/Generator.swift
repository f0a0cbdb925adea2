import CHarmonizationTorch

/// A source of random numbers whose state can be saved and restored.
public final class Generator {
  private let handle: OpaquePointer
  /// The device on which it makes numbers.
  public let device: Device

  /// A generator of its own, started from a seed.
  public convenience init(seed: UInt64, device: Device = .cpu) throws(TorchError) {
    let api = try TorchLibrary.api()
    var result: OpaquePointer?
    try TorchLibrary.check(api.generator_new(device.kind, device.index, seed, &result), "make a generator")
    try self.init(result, device)
  }

  /// The generator that dropout draws from.
  public static func shared(on device: Device) throws(TorchError) -> Generator {
    let api = try TorchLibrary.api()
    var result: OpaquePointer?
    try TorchLibrary.check(api.generator_default(device.kind, device.index, &result), "find the generator")
    return try Generator(result, device)
  }

  private init(_ handle: OpaquePointer?, _ device: Device) throws(TorchError) {
    guard let handle else { throw .operation(name: "generator", shapes: [], reason: "there is none on \(device)") }
    self.handle = handle
    self.device = device
  }

  deinit { (try? TorchLibrary.api())?.generator_free(handle) }

  /// The state: bytes that ``restore(_:)`` takes.
  public func state() throws(TorchError) -> Tensor {
    try withExtendedLifetime(self) { () throws(TorchError) in
      try Tensor.make("generator state", []) { api, _, result in api.generator_state(handle, result) }
    }
  }

  /// Continues from a saved state.
  public func restore(_ state: Tensor) throws(TorchError) {
    let api = try TorchLibrary.api()
    try state.withHandle { stateHandle throws(TorchError) in
      let message = withExtendedLifetime(self) { api.generator_set_state(handle, stateHandle) }
      try TorchLibrary.check(message, "restore a generator", shapes: [state.shape])
    }
  }

  /// Numbers spread evenly over `range`.
  public func uniform(
    _ shape: [Int], in range: Range<Double> = 0..<1, dataType: Tensor.DataType = .float32
  ) throws(TorchError) -> Tensor {
    try random("uniform numbers", shape, of: dataType) { api, sizes, rank, options, result in
      api.tensor_uniform(sizes, rank, range.lowerBound, range.upperBound, handle, options, result)
    }
  }

  /// Normally distributed numbers.
  public func normal(
    _ shape: [Int], mean: Double = 0, deviation: Double = 1, dataType: Tensor.DataType = .float32
  ) throws(TorchError) -> Tensor {
    try random("normal numbers", shape, of: dataType) { api, sizes, rank, options, result in
      api.tensor_normal(sizes, rank, mean, deviation, handle, options, result)
    }
  }

  private func random(
    _ name: String, _ shape: [Int], of dataType: Tensor.DataType,
    body: (HarmonizeTorchAPI, UnsafePointer<Int64>?, Int32, HarmonizeOptions, UnsafeMutablePointer<OpaquePointer?>)
      -> UnsafeMutablePointer<CChar>?
  ) throws(TorchError) -> Tensor {
    guard Tensor.byteCount(of: shape, dataType) != nil else { throw .elementCount(shape: shape, count: 0) }
    let options = Tensor.options(dataType, device, layout: .contiguous)
    return try withExtendedLifetime(self) { () throws(TorchError) in
      try Tensor.make("\(name) of shape \(shape)", []) { api, _, result in
        Tensor.withSizes(shape) { body(api, $0, $1, options, result) }
      }
    }
  }
}
