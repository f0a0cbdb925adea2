import CHarmonizationTorch

/// Where tensors live and operations run.
public enum Device: Hashable, Sendable, CustomStringConvertible {
  /// The processor.
  case cpu
  /// An NVIDIA GPU.
  case cuda(index: Int)
  /// An Apple GPU.
  case mps

  /// PyTorch's name: `cpu`, `cuda:0`, `mps`.
  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .cuda(let index): "cuda:\(index)"
    case .mps: "mps"
    }
  }

  /// A device by PyTorch's name; nil for an unknown one. `cuda` is the first GPU.
  public init?(_ name: String) {
    switch name {
    case "cpu": self = .cpu
    case "mps": self = .mps
    case "cuda": self = .cuda(index: 0)
    default:
      guard name.hasPrefix("cuda:"), let index = Int(name.dropFirst(5)), (0..<128).contains(index) else { return nil }
      self = .cuda(index: index)
    }
  }

  /// The GPUs that libtorch sees, then the CPU.
  ///
  /// - Throws: ``TorchError/unavailable(reason:)`` without libtorch.
  public static func available() throws(TorchError) -> [Device] {
    let gpus = try (0..<count(HARMONIZE_CUDA)).map { Device.cuda(index: $0) }
    return try gpus + (count(HARMONIZE_MPS) > 0 ? [.mps] : []) + [.cpu]
  }

  /// Waits until everything that was asked of the device is done.
  public func synchronize() throws(TorchError) {
    let api = try TorchLibrary.api()
    try TorchLibrary.check(api.synchronize(kind, index), "synchronize \(self)")
  }

  private static func count(_ kind: Int) throws(TorchError) -> Int {
    let api = try TorchLibrary.api()
    var count: Int64 = 0
    try TorchLibrary.check(api.device_count(Int32(kind), &count), "count devices")
    return Int(count)
  }

  var kind: Int32 {
    switch self {
    case .cpu: Int32(HARMONIZE_CPU)
    case .cuda: Int32(HARMONIZE_CUDA)
    case .mps: Int32(HARMONIZE_MPS)
    }
  }

  var index: Int32 {
    if case .cuda(let index) = self { Int32(clamping: index) } else { 0 }
  }
}
