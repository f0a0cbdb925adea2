import CHarmonizationTorch
import Foundation

/// Processes, on one machine or several, that exchange tensors: c10d's gloo, which is part of libtorch.
///
/// All processes call the same functions in the same order; each call waits for the others, at most for the timeout. After a failure
/// the group is of no more use. Tensors must be on the CPU.
public final class ProcessGroup {
  /// This process's number, from 0; 0 is the leader.
  public let rank: Int
  /// The number of processes.
  public let size: Int
  private let handle: OpaquePointer
  private let place: String
  private let serves: Bool

  /// Meets the other processes.
  ///
  /// - Parameters:
  ///   - rendezvous: where, and as which one.
  ///   - timeout: seconds to wait for others, here and in every exchange.
  /// - Throws: ``ProcessGroupError/meeting(place:reason:)`` with the ranks that did not come; ``TorchError`` without libtorch.
  public init(_ rendezvous: Rendezvous, timeout: Double = ProcessGroup.defaultTimeout) throws {
    let api = try TorchLibrary.api()
    (rank, size, serves) = (rendezvous.rank, rendezvous.size, rendezvous.serves)
    place = "\(rendezvous.host):\(rendezvous.port)"
    var result: OpaquePointer?
    let message = rendezvous.withMeeting(timeout: timeout) { api.group_join($0, &result) }
    let reason = try TorchLibrary.take(message)
    guard let result else {
      throw ProcessGroupError.meeting(
        place: "\(rendezvous.host):\(rendezvous.port)", reason: Self.brief(reason ?? "no reason given"))
    }
    handle = result
  }

  deinit { (try? TorchLibrary.api())?.group_free(handle) }

  /// Seconds that a process waits for others unless it is told otherwise.
  public static let defaultTimeout = 300.0

  /// Whether this is the process that writes and reports.
  public var isLeader: Bool { rank == 0 }

  /// Waits until all processes have come here.
  public func barrier() throws { try exchange("barrier") { api in api.group_barrier(handle) } }

  /// Overwrites tensors with those of the process `root`.
  public func broadcast(_ tensors: [Tensor], from root: Int = 0) throws {
    try exchange("broadcast") { api throws(TorchError) in
      try Tensor.withHandles(tensors) { api.group_broadcast(handle, $0, Int64(tensors.count), Int32(root)) }
    }
  }

  /// Brings the tensors of all processes to all: `targets` has a list as long as `sources` for each rank.
  ///
  /// - Throws: ``TorchError/elementCount(shape:count:)`` if the lists differ in length.
  public func allGather(_ sources: [Tensor], to targets: [[Tensor]]) throws {
    guard targets.count == size, targets.allSatisfy({ $0.count == sources.count }) else {
      throw TorchError.elementCount(shape: [size, sources.count], count: targets.reduce(0) { $0 + $1.count })
    }
    try exchange("all-gather") { api throws(TorchError) in
      try Tensor.withHandles(sources) { from throws(TorchError) in
        try Tensor.withHandles(targets.flatMap(\.self)) {
          api.group_all_gather(handle, from, Int64(sources.count), $0)
        }
      }
    }
  }

  /// Makes gradients their sums over all processes, added in no fixed order.
  public func sumGradients(_ tensors: [Tensor]) throws {
    try exchange("all-reduce of the gradients") { api throws(TorchError) in
      try Tensor.withHandles(tensors) { api.group_sum_gradients(handle, $0, Int64(tensors.count)) }
    }
  }

  /// As ``Tensor/collectGradients(_:from:)`` over the replicas of all processes, rank by rank, with the same bits.
  public func collectGradients(_ targets: [Tensor], from replicas: [[Tensor]]) throws {
    guard replicas.allSatisfy({ $0.count == targets.count }) else {
      throw TorchError.elementCount(shape: [targets.count], count: replicas.map(\.count).max() ?? 0)
    }
    try exchange("exchange of the gradients") { api throws(TorchError) in
      try Tensor.withHandles(targets) { targetHandles throws(TorchError) in
        try Tensor.withHandles(replicas.flatMap(\.self)) {
          api.group_collect_gradients(handle, targetHandles, $0, Int64(targets.count), Int64(replicas.count))
        }
      }
    }
  }

  /// Runs an exchange; if it fails, finds out who is gone.
  private func exchange(
    _ operation: String, _ body: (HarmonizeTorchAPI) throws(TorchError) -> UnsafeMutablePointer<CChar>?
  ) throws {
    let api = try TorchLibrary.api()
    guard let reason = try TorchLibrary.take(body(api)) else { return }
    throw try failure(of: operation, because: Self.brief(reason))
  }

  private func failure(of operation: String, because reason: String) throws -> ProcessGroupError {
    var ranks = [Int32](repeating: 0, count: size)
    var count: Int32 = 0
    let message = try TorchLibrary.api().group_silent(handle, Int64(Self.patience * 1000), &ranks, &count)
    try TorchLibrary.check(message, "listen to the other processes")
    // Those that ask a little later still need the store.
    if serves { Thread.sleep(forTimeInterval: Self.patience) }
    let silent = ranks.prefix(Int(count)).map(Int.init)
    return silent.contains(-1)
      ? .storeLost(place: place, operation: operation, reason: reason)
      : .lost(ranks: silent, size: size, operation: operation, reason: reason)
  }

  /// Seconds without a sign of life, of which there are two each second.
  private static let patience = 3.0

  /// What c10d says, without the places in its sources.
  private static func brief(_ reason: String) -> String {
    let line = reason.split(separator: "\n").first.map(String.init) ?? reason
    return String(line.trimmingPrefix(/\[[^\]]*\.(cc|cpp|h):\d+\]\s*/)).replacing(/\. This may indicate.*/, with: "")
  }
}

/// A store of this process at which processes of this machine meet.
public final class MeetingPlace {
  /// Its port on the loopback.
  public let port: Int
  private let handle: OpaquePointer

  /// Opens a store at a free port.
  ///
  /// - Throws: ``TorchError``.
  public init() throws(TorchError) {
    let api = try TorchLibrary.api()
    var (port, result): (Int32, OpaquePointer?) = (0, nil)
    try TorchLibrary.check(api.store_serve(&port, &result), "open a meeting place for processes")
    guard let result else {
      throw .operation(name: "open a meeting place", shapes: [], reason: "there is no result")
    }
    (handle, self.port) = (result, Int(port))
  }

  deinit { (try? TorchLibrary.api())?.store_free(handle) }
}

extension Rendezvous {
  /// Calls `body` with the rendezvous as the C table has it.
  fileprivate func withMeeting<Result>(timeout: Double, _ body: (HarmonizeMeeting) -> Result) -> Result {
    host.withCString { host in
      name.withCString { name in
        body(
          HarmonizeMeeting(
            host: host, name: name, timeout: Int64(min(max(timeout, 1), 1e6) * 1000), port: Int32(clamping: port),
            serves: serves ? 1 : 0, rank: Int32(clamping: rank), size: Int32(clamping: size)))
      }
    }
  }
}
