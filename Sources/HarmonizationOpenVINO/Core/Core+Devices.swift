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

  /// Throws `noSuchDevice` unless the device answers. The list alone does not tell: it leaves out what spreads work over others
  /// (`AUTO`, `HETERO:GPU,CPU`), and names the first of several `GPU.0`.
  func checkDevice() throws {
    guard device != Core.defaultDevice, (try? deviceName) == nil else { return }
    throw OpenVINOError.noSuchDevice(device, available: try availableDevices)
  }
}
