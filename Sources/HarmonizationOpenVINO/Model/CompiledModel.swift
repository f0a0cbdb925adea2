import CHarmonizationOpenVINO

/// A network compiled for the CPU.
///
/// One object serves any number of threads and tasks; each inference uses a request of its own.
/// `@unchecked`: OpenVINO documents its compiled models as thread-safe, everything else here is constant once made, or locked.
public final class CompiledModel: @unchecked Sendable {
  let library: Library
  let handle: OpaquePointer
  /// The inputs, in the model's order.
  public let inputs: [Port]
  /// The outputs, in the model's order.
  public let outputs: [Port]
  /// What it was imported from: OpenVINO reads weights from there as long as the model or a request of it lives.
  let source: CacheEntry?
  /// Whether the model came from a cache; set once, before the model is handed out.
  public internal(set) var cacheStatus: CacheStatus
  let pool: RequestPool

  /// Takes over a handle, also when it throws.
  init(library: Library, adopting handle: OpaquePointer, importedFrom source: CacheEntry? = nil) throws {
    do {
      inputs = try Self.inputs(library, handle)
      outputs = try Self.outputs(library, handle)
      pool = try RequestPool(limit: Self.optimalRequests(library, handle))
    } catch {
      library.functions.ov_compiled_model_free(handle)
      throw error
    }
    self.library = library
    self.handle = handle
    self.source = source
    cacheStatus = source == nil ? .unused : .hit
  }

  deinit { library.functions.ov_compiled_model_free(handle) }

  /// A setting or fact as OpenVINO names it, such as "INFERENCE_PRECISION_HINT" or "NUM_STREAMS".
  public func property(_ key: String) throws -> String {
    try library.text("read property \(key)") { library.functions.ov_compiled_model_get_property(handle, key, &$0) }
  }

  /// How many images are worth having in flight at a time.
  public var optimalRequestCount: Int { pool.limit }

  private static func inputs(_ library: Library, _ handle: OpaquePointer) throws -> [Port] {
    var count = 0
    try library.check(library.functions.ov_compiled_model_inputs_size(handle, &count), "count the inputs")
    return try (0..<count).map { index in
      let port = try library.make("find input \(index)") {
        library.functions.ov_compiled_model_input_by_index(handle, index, &$0)
      }
      return try Port(library: library, adopting: port, fallbackName: "input\(index)")
    }
  }

  private static func outputs(_ library: Library, _ handle: OpaquePointer) throws -> [Port] {
    var count = 0
    try library.check(library.functions.ov_compiled_model_outputs_size(handle, &count), "count the outputs")
    return try (0..<count).map { index in
      let port = try library.make("find output \(index)") {
        library.functions.ov_compiled_model_output_by_index(handle, index, &$0)
      }
      return try Port(library: library, adopting: port, fallbackName: "output\(index)")
    }
  }

  private static func optimalRequests(_ library: Library, _ handle: OpaquePointer) throws -> Int {
    let text = try library.text("tell how many requests suit it") {
      library.functions.ov_compiled_model_get_property(handle, "OPTIMAL_NUMBER_OF_INFER_REQUESTS", &$0)
    }
    return max(1, Int(text) ?? 1)
  }
}
