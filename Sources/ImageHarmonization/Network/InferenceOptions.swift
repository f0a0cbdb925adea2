import HarmonizationOpenVINO

/// How OpenVINO runs networks.
public struct InferenceOptions: Sendable {
  /// OpenVINO's name of what computes: `CPU`, `GPU`, `GPU.1`, `NPU`, or `AUTO`, which chooses.
  public var device: String
  /// The number format of the computation; automatic is bf16 if the CPU has matrix units for it, and the device's own choice
  /// elsewhere.
  public var precision: Precision
  /// Latency for one photo, throughput for many.
  public var hint: PerformanceHint
  /// CPU threads over all streams; nil means every core.
  public var threads: Int?
  /// Where compiled models are kept; nil compiles anew each time.
  public var cache: ModelCache?

  /// The defaults suit one photo.
  public init(
    device: String = Core.defaultDevice, precision: Precision = .auto, hint: PerformanceHint = .latency,
    threads: Int? = nil, cache: ModelCache? = .standard
  ) {
    self.device = device
    self.precision = precision
    self.hint = hint
    self.threads = threads
    self.cache = cache
  }
}
