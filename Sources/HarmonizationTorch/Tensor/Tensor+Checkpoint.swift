import HarmonizationCheckpoints

extension Tensor {
  /// A tensor of a checkpoint's values in their own type; types that training has no use for become float32.
  public static func from(_ source: CheckpointTensor, device: Device = .cpu) throws(TorchError) -> Tensor {
    guard let type = DataType(rawValue: source.dataType.rawValue) else {
      return try from(source.floats(), shape: source.shape, device: device)
    }
    let result: Result<Tensor, TorchError> = source.withUnsafeBytes { bytes in
      do throws(TorchError) {
        return .success(try from(bytes: bytes, shape: source.shape, dataType: type, device: device))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// A copy of the values for a checkpoint: in their own type, 32-bit integers as 64-bit ones.
  public func checkpointTensor() throws -> CheckpointTensor {
    let type: DataType = dataType == .int32 ? .int64 : dataType
    let target = CheckpointTensor.DataType(rawValue: type.rawValue) ?? .float32
    var failure: TorchError?
    let result = try CheckpointTensor(dataType: target, shape: shape) { buffer in
      do throws(TorchError) { try copy(to: buffer, as: type) } catch { failure = error }
    }
    if let failure { throw failure }
    return result
  }
}
