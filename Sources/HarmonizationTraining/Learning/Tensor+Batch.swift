import HarmonizationData
import HarmonizationTorch

extension Tensor {
  /// A copy of a batch's floats on a device.
  static func from(_ buffer: FloatBuffer, device: Device) throws -> Tensor {
    try buffer.withUnsafeBufferPointer { floats in
      try from(
        bytes: UnsafeRawBufferPointer(floats), shape: buffer.shape, dataType: .float32, device: device)
    }
  }
}
