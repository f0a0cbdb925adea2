/// The number format that the network computes in. Inputs and outputs are float32 in any case.
public enum Precision: String, Sendable, Hashable, CaseIterable {
  /// IEEE single precision: parity with training code.
  case f32
  /// bfloat16: up to twice as fast on processors with matrix units, slower on others; two to three decimal digits.
  case bf16
  /// IEEE half precision.
  case f16
  /// On a CPU bfloat16 if it has matrix units for it (Intel AMX), else float32; other devices choose.
  case auto
}
