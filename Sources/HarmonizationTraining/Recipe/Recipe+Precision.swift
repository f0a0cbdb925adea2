import HarmonizationTorch

extension Recipe.Arithmetic {
  /// The arithmetic that `automatic` represents on a device; every other one is itself.
  ///
  /// - Parameters:
  ///   - device: where the network is trained.
  ///   - processor: what the CPU has for bfloat16.
  public func resolved(on device: Device, processor: BFloat16Support = .processor) -> Recipe.Arithmetic {
    guard self == .automatic else { return self }
    return device == .cpu && processor == .matrixUnits ? .bfloat16 : .float32
  }

  /// What a run should know about its arithmetic; nil if there is nothing to say.
  ///
  /// - Parameters:
  ///   - device: where the network is trained.
  ///   - processor: what the CPU has for bfloat16.
  func note(on device: Device, processor: BFloat16Support = .processor) -> String? {
    switch (self, device, processor) {
    case (.automatic, .cpu, .matrixUnits):
      "precision: bfloat16, since this processor has matrix units for it (automatic)"
    case (.automatic, .cpu, _): "precision: float32, since this processor has no matrix units for bfloat16 (automatic)"
    case (.automatic, _, _): "precision: float32 (automatic)"
    case (.bfloat16, .cpu, .emulated):
      "precision: this processor has no units for bfloat16 and emulates it, many times slower than float32; "
        + "precision=automatic or float32 is faster"
    case (.bfloat16, .cpu, .vectorUnits):
      "precision: bfloat16 saves memory on this processor, but float32 is at least as fast"
    default: nil
    }
  }
}
