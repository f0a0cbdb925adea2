import CHarmonizationOpenVINO

extension Core {
  /// The devices that OpenVINO finds on this machine, such as `CPU`, `GPU.0` and `NPU`.
  public var availableDevices: [String] {
    get throws {
      var list = COVAvailableDevices()
      try library.check(library.functions.ov_core_get_available_devices(handle, &list), "list the devices")
      defer { library.functions.ov_available_devices_free(&list) }
      return UnsafeBufferPointer(start: list.devices, count: list.devices == nil ? 0 : list.size).compactMap {
        $0.map { String(cString: $0) }
      }
    }
  }

  /// Throws `noSuchDevice` unless the device is there, or is one that spreads work over others (`AUTO`, `HETERO:GPU,CPU`).
  func checkDevice() throws {
    guard device != Core.defaultDevice, !Self.combining.contains(where: device.hasPrefix) else { return }
    let available = try availableDevices
    // GPU stands for GPU.0.
    guard !available.contains(device), !available.contains("\(device).0") else { return }
    throw OpenVINOError.noSuchDevice(device, available: available)
  }

  private static let combining = ["AUTO", "HETERO", "MULTI", "BATCH"]
}
