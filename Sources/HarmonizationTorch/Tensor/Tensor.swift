import CHarmonizationTorch

/// A tensor of libtorch, as in PyTorch: reference semantics, autograd, any device.
///
/// It owns one handle and releases it when the last reference goes. Only its own methods see the handle, and keep the tensor
/// alive while they do.
///
/// Not `Sendable`: libtorch does not guard elements against concurrent writes, and its gradient mode belongs to a thread.
/// Hand a tensor over to another task (`sending`), or share plain arrays. Work on the CPU is best done by one thread, as
/// libtorch keeps a team of helpers for each thread that calls it.
public final class Tensor {
  private let handle: OpaquePointer

  /// Takes ownership.
  init(owning handle: OpaquePointer) { self.handle = handle }

  deinit {
    // The table exists, or there would be no handle.
    (try? TorchLibrary.api())?.tensor_free(handle)
  }

  func withHandle<Result>(_ body: (OpaquePointer) throws(TorchError) -> Result) throws(TorchError) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(handle)
  }

  static func withHandles<Result>(
    _ tensors: [Tensor], _ body: (UnsafePointer<OpaquePointer?>?) throws(TorchError) -> Result
  ) throws(TorchError) -> Result {
    defer { withExtendedLifetime(tensors) {} }
    let handles = tensors.map { Optional($0.handle) }
    return try handles.withUnsafeBufferPointer { buffer throws(TorchError) in try body(buffer.baseAddress) }
  }

  /// Runs an operation that makes one tensor.
  static func make(
    _ operation: @autoclosure () -> String, _ operands: [Tensor],
    _ body: (HarmonizeTorchAPI, UnsafePointer<OpaquePointer?>?, UnsafeMutablePointer<OpaquePointer?>)
      -> UnsafeMutablePointer<CChar>?
  ) throws(TorchError) -> Tensor {
    let api = try TorchLibrary.api()
    var result: OpaquePointer?
    let message = try withHandles(operands) { handles throws(TorchError) in body(api, handles, &result) }
    try TorchLibrary.check(message, operation(), shapes: operands.map(\.shape))
    guard let result else {
      throw .operation(name: operation(), shapes: operands.map(\.shape), reason: "there is no result")
    }
    return Tensor(owning: result)
  }

  private var info: HarmonizeInfo {
    var info = HarmonizeInfo()
    _ = try? withHandle { handle throws(TorchError) in
      let api = try TorchLibrary.api()
      try TorchLibrary.check(api.tensor_info(handle, &info), "describe a tensor")
    }
    return info
  }

  /// The dimensions, outermost first; empty for a scalar.
  public var shape: [Int] {
    let info = info
    return withUnsafeBytes(of: info.sizes) { bytes in
      bytes.bindMemory(to: Int64.self).prefix(Int(info.rank)).map(Int.init)
    }
  }

  /// The number of elements.
  public var count: Int { Int(info.count) }
  /// The type of the elements.
  public var dataType: DataType { DataType(code: info.dtype) ?? .float32 }
  /// Whether the backward pass computes a gradient for it.
  public var requiresGradient: Bool { info.requires_gradient != 0 }
  /// Whether the channels of each pixel lie side by side.
  public var isChannelsLast: Bool { info.channels_last != 0 }

  /// Where it lives.
  public var device: Device {
    let info = info
    switch Int(info.device) {
    case Int(HARMONIZE_CUDA): return .cuda(index: Int(info.device_index))
    case Int(HARMONIZE_MPS): return .mps
    default: return .cpu
    }
  }
}

extension Tensor: CustomStringConvertible {
  /// Type, shape and place, such as `float32 [16, 3, 256, 256] on cpu`.
  public var description: String { "\(dataType) \(shape) on \(device)" }
}
