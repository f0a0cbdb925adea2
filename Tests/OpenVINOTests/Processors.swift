import Foundation
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips where only one processor may be used: OpenVINO then has one stream, whatever is asked for.
  static var needsTwoProcessors: Self {
    .enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1, "needs two processors")
  }
}
