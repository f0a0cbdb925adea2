/// The number format that the network computes in. Inputs and outputs are float32 in any case.
public enum Precision: String, Sendable, Hashable, CaseIterable {
  /// IEEE single precision: parity with training code.
  case f32
  /// bfloat16: up to twice as fast where the processor has it; about three decimal digits.
  case bf16
  /// IEEE half precision.
  case f16
  /// bfloat16 where the processor computes it natively, else float32.
  case auto
}
