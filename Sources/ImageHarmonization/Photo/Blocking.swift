import Dispatch
import HarmonizationImaging
import Synchronization

/// Work that waits for files and other threads.
///
/// Swift's own threads are as many as there are cores and must not wait; decoding and encoding do, and run on threads of
/// Dispatch's instead, so that more photos than cores can be in work.
enum Blocking {
  private static let queue = DispatchQueue(label: "harmonize.blocking", attributes: .concurrent)

  static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Swift.Result(catching: body)) }
    }
  }
}

extension Encoder {
  /// Computes and writes a harmonized photo without blocking the calling task; cancelling it stops the work between two strips and
  /// leaves no file behind.
  ///
  /// - Throws: `CancellationError`; otherwise as `write(_:to:isCancelled:)`.
  public func writeInBackground(_ rendering: Rendering, to path: String) async throws {
    let flag = CancellationFlag()
    try await withTaskCancellationHandler {
      try Task.checkCancellation()
      do {
        try await Blocking.run { try write(rendering, to: path, isCancelled: { flag.isSet }) }
      } catch ImagingError.cancelled { throw CancellationError() }
    } onCancel: {
      flag.set()
    }
  }
}

/// What a cancelled task tells the threads that work for it.
private final class CancellationFlag: Sendable {
  private let value = Atomic(false)

  var isSet: Bool { value.load(ordering: .relaxed) }

  func set() { value.store(true, ordering: .relaxed) }
}
