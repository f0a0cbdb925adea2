import Dispatch

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
