import Foundation
import Testing

@testable import Torch

extension Trait where Self == ConditionTrait {
  /// Skips where libtorch is not set up; `make setup-torch` does that. A library that is there but broken fails instead.
  static var needsTorch: Self {
    .enabled(if: isTorchSetUp, "libtorch is not set up (make setup-torch)")
  }
}

extension Trait where Self == ConditionTrait {
  /// For suites that take many minutes; `make test-long` runs them.
  static var long: Self {
    .enabled(
      if: ProcessInfo.processInfo.environment["HARMONIZE_LONG_TESTS"] != nil, "takes many minutes (make test-long)")
  }
}

/// Whether libtorch is there, working or not.
///
/// Tests run side by side, so each uses one thread: teams of threads that wait for each other in turns would crawl.
let isTorchSetUp: Bool = {
  try? TorchLibrary.setThreads(1)
  guard TorchLibrary.problem != nil else { return true }
  return TorchLoader().isPresent
}()
