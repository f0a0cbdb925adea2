import Foundation

/// How a processor computes in bfloat16.
public enum BFloat16Support: String, Sendable, CaseIterable {
  /// Not at all. libtorch emulates it: with AVX2, training was measured 14 times slower than in float32.
  case emulated
  /// By vector units (AVX-512 BF16), which save memory but are no faster than float32.
  case vectorUnits
  /// By matrix units (Intel AMX), which are faster than float32.
  case matrixUnits

  /// This machine's processor. Only Linux says what its processor has; elsewhere the answer is ``emulated``.
  public static let processor: BFloat16Support = {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    return BFloat16Support(flags: text.split(separator: "\n").first { $0.hasPrefix("flags") }.map(String.init) ?? "")
  }()

  /// What the flags of a processor mean, as `/proc/cpuinfo` names them.
  package init(flags: String) {
    let flags = Set(flags.split(whereSeparator: \.isWhitespace))
    if flags.contains("amx_bf16") {
      self = .matrixUnits
    } else {
      self = flags.contains("avx512_bf16") ? .vectorUnits : .emulated
    }
  }
}
