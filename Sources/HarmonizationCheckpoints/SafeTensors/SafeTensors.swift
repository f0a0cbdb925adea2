/// The safetensors format: a 64-bit header length, a JSON header, the tensors' bytes without gaps
/// (https://github.com/huggingface/safetensors#format).
enum SafeTensors {
  /// The format's own limit for the header, in bytes.
  static let maximumHeader = 100_000_000

  /// The format's names of the element types.
  static let typeNames: [CheckpointTensor.DataType: String] = [
    .float64: "F64", .float32: "F32", .float16: "F16", .bfloat16: "BF16", .int64: "I64", .int32: "I32", .int16: "I16",
    .int8: "I8", .uint8: "U8", .bool: "BOOL",
  ]

  /// The element types by the format's names.
  static let types = Dictionary(uniqueKeysWithValues: typeNames.map { ($1, $0) })

  /// Whether the bytes start as this format does: a length, then a JSON object.
  static func isLikely(_ bytes: ByteView) -> Bool {
    guard let length = bytes.integer(at: 0, as: UInt64.self), length <= maximumHeader else { return false }
    return bytes.byte(at: 8) == UInt8(ascii: "{")
  }
}
