import CHarmonizationOpenVINO

/// OpenVINO on one of this machine's devices: reads and compiles models.
///
/// One object serves any number of threads. `@unchecked`: OpenVINO documents its core as thread-safe.
public final class Core: @unchecked Sendable {
  let library: Library
  let handle: OpaquePointer
  /// OpenVINO's name of the device, such as `CPU`, `GPU.1` or `AUTO`.
  public let device: String

  /// The processor, which every machine has.
  public static let defaultDevice = "CPU"

  /// Loads OpenVINO when this is its first use in the process.
  ///
  /// - Parameter device: OpenVINO's name of what computes: `CPU`, `GPU`, `GPU.1`, `NPU`, or `AUTO`, which chooses.
  /// - Throws: `OpenVINOError.libraryMissing` or `.libraryUnusable` if there is none to use; `.noSuchDevice`.
  public convenience init(device: String = Core.defaultDevice) throws {
    try self.init(library: Library.shared(), device: device)
    try checkDevice()
  }

  init(library: Library, device: String) throws {
    self.library = library
    self.device = device
    handle = try library.make("start") { library.functions.ov_core_create(&$0) }
  }

  deinit { library.functions.ov_core_free(handle) }
}

extension Core {
  /// The engine's version and build, such as "2026.4.1-22982-...".
  public var version: String {
    get throws {
      var version = COVVersion()
      try library.check(library.functions.ov_get_openvino_version(&version), "tell its version")
      defer { library.functions.ov_version_free(&version) }
      return version.build.map { String(cString: $0) } ?? ""
    }
  }

  /// The file that was loaded.
  public var libraryPath: String { library.path }

  /// The device's full name.
  public var deviceName: String {
    get throws { try property("FULL_DEVICE_NAME") }
  }

  /// The precision that `requested` represents on this device; automatic stays what it is on devices other than the CPU,
  /// which choose themselves.
  public func resolved(_ requested: Precision) throws -> Precision {
    guard requested == .auto, device == Core.defaultDevice else { return requested }
    // Vector units alone (AVX-512 BF16) were measured 1.4 times slower in bf16 than in f32, so matrix units decide.
    guard copenvino_has_bf16_matrix_units() else { return .f32 }
    return try property("INFERENCE_PRECISION_HINT") == Precision.bf16.rawValue ? .bf16 : .f32
  }

  /// The number formats that this device can compute in, as OpenVINO names them ("FP32", "BF16", ...).
  public var capabilities: [String] {
    get throws { try property("OPTIMIZATION_CAPABILITIES").split(separator: " ").map(String.init) }
  }

  func property(_ key: String) throws -> String {
    try library.text("read property \(key)") {
      library.functions.ov_core_get_property(handle, device, key, &$0)
    }
  }
}
