/// What the engine should be fast at.
public enum PerformanceHint: String, Sendable, Hashable {
  /// One image at a time, all cores on it.
  case latency = "LATENCY"
  /// Many images at a time, a few cores on each.
  case throughput = "THROUGHPUT"
}

/// How a model is compiled.
public struct CompileOptions: Sendable, Hashable {
  /// The number format of the computation.
  public var precision: Precision
  /// Latency of one image or throughput of many.
  public var hint: PerformanceHint
  /// Images computed at the same time; nil leaves it to the hint.
  public var streams: Int?
  /// Threads over all streams; nil means every core this process may use.
  public var threads: Int?

  /// The defaults suit one photo: automatic precision, latency, all cores.
  public init(
    precision: Precision = .auto, hint: PerformanceHint = .latency, streams: Int? = nil, threads: Int? = nil
  ) {
    self.precision = precision
    self.hint = hint
    self.streams = streams
    self.threads = threads
  }

  /// OpenVINO's property names and values; an automatic `precision` is left to the device.
  func properties(precision: Precision) -> [(key: String, value: String)] {
    var properties = [("PERFORMANCE_HINT", hint.rawValue)]
    if precision != .auto { properties.append(("INFERENCE_PRECISION_HINT", precision.rawValue)) }
    if let streams { properties.append(("NUM_STREAMS", String(streams))) }
    if let threads { properties.append(("INFERENCE_NUM_THREADS", String(threads))) }
    return properties
  }
}
