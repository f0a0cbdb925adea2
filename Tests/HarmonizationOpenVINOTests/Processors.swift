import Foundation
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips where only one processor may be used: OpenVINO then has one stream, whatever is asked for.
  static var needsTwoProcessors: Self { .enabled(if: usableProcessors > 1, "needs two processors") }
}

/// Processors that this process may run on; Foundation's count leaves the affinity out, which Linux tells as a mask.
private var usableProcessors: Int {
  guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
    let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed:") })
  else { return ProcessInfo.processInfo.activeProcessorCount }
  return line.dropFirst("Cpus_allowed:".count).compactMap(\.hexDigitValue).reduce(0) { $0 + $1.nonzeroBitCount }
}
