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
  /// For what takes minutes; `make test-long` runs it.
  static var long: Self { .enabled(if: isLongRun, "takes minutes (make test-long)") }
}

/// Whether tests that can be cut short go on to the end.
let isLongRun = ProcessInfo.processInfo.environment["HARMONIZE_LONG_TESTS"] != nil

/// For heavy steps: a thread for each image of the fixtures' batches. Float64 sums differ by rounding with the threads, no more.
func withTwoThreads<Result>(_ body: () throws -> Result) throws -> Result {
  try TorchLibrary.setThreads(2)
  defer { try? TorchLibrary.setThreads(1) }
  return try body()
}

/// Whether libtorch is there, working or not.
///
/// Tests run side by side, so each uses one thread and none waits busily: teams of threads that wait for each other in turns
/// would crawl.
let isTorchSetUp: Bool = {
  setenv("OMP_WAIT_POLICY", "passive", 0)
  try? TorchLibrary.setThreads(1)
  guard TorchLibrary.problem != nil else { return true }
  return TorchLoader().isPresent
}()
