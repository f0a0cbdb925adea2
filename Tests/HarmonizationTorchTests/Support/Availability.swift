import Foundation
import Testing

@testable import HarmonizationTorch

extension Trait where Self == ConditionTrait {
  /// Skips where libtorch is not set up; `make setup-torch` does that. A library that is there but broken fails instead.
  static var needsTorch: Self {
    .enabled(if: isTorchSetUp, "libtorch is not set up (make setup-torch)")
  }
}

extension Trait where Self == ConditionTrait {
  /// For what takes minutes; `make test-long` runs it.
  static var long: Self { .enabled(if: isLongRun, "takes minutes (make test-long)") }
}

/// Whether tests that can be cut short go on to the end.
let isLongRun = ProcessInfo.processInfo.environment["HARMONIZE_LONG_TESTS"] != nil

/// Whether libtorch is there, working or not.
///
/// Tests run side by side, so each uses one thread and none waits busily: teams of threads that wait for each other in turns
/// would crawl. No test changes the number: it is the whole process's, and sums of tests beside it would be rounded otherwise.
let isTorchSetUp: Bool = {
  setenv("OMP_WAIT_POLICY", "passive", 0)
  try? TorchLibrary.setThreads(1)
  guard TorchLibrary.problem != nil else { return true }
  return TorchLoader().isPresent
}()
