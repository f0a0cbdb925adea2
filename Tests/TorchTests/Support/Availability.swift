import Testing

@testable import Torch

extension Trait where Self == ConditionTrait {
  /// Skips where libtorch is not set up; `make setup-torch` does that. A library that is there but broken fails instead.
  static var needsTorch: Self {
    .enabled(if: isTorchSetUp, "libtorch is not set up (make setup-torch)")
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
