import Foundation
import TestSupport
import Testing

@testable import HarmonizationTorch

/// A group of processes of this machine, in a process of such a group.
private func join(_ rank: Int, of size: Int, at port: Int, timeout: Double = 60) throws -> ProcessGroup {
  #expect(isTorchSetUp)
  return try ProcessGroup(
    Rendezvous(rank: rank, size: size, host: "127.0.0.1", port: port, serves: false), timeout: timeout)
}

/// A tensor that differs from rank to rank, with sums that are rounded.
private func values(_ rank: Int, _ shape: [Int]) throws -> Tensor {
  let count = shape.reduce(1, *)
  let elements = (0..<count).map { Float(0.1) * Float($0 + 1) / Float(rank + 3) }
  return try Tensor.from(elements, shape: shape, memoryFormat: shape.count == 4 ? .channelsLast : .contiguous)
}

/// Parameters with gradients that differ from part to part; the last one has none.
private func replica(_ part: Int) throws -> [Tensor] {
  let tensors = try [[3, 5, 2, 2], [7], [2]].map { try Tensor.zeros($0, memoryFormat: .preserve) }
  for (index, tensor) in tensors.enumerated() {
    try tensor.setRequiresGradient(true)
    guard index < 2 else { continue }
    try tensor.multiplied(by: values(part + index, tensor.shape)).sum().backward()
  }
  return tensors
}

@Suite("Process groups", .needsTorch, .serialized)
struct ProcessGroupTests {
  @Test("Two processes exchange tensors, numbers and texts")
  func exchange() async throws {
    let place = try MeetingPlace()
    let port = place.port
    async let first = #expect(processExitsWith: .success) { [port = port as Int] in try exchangeAll(0, port) }
    async let second = #expect(processExitsWith: .success) { [port = port as Int] in try exchangeAll(1, port) }
    _ = await (first, second)
    withExtendedLifetime(place) {}
  }

  @Test("Gradients of three processes add up to the bits of three replicas in one")
  func gradients() async throws {
    let place = try MeetingPlace()
    let port = place.port
    async let first = #expect(processExitsWith: .success) { [port = port as Int] in try addUp(0, port) }
    async let second = #expect(processExitsWith: .success) { [port = port as Int] in try addUp(1, port) }
    async let third = #expect(processExitsWith: .success) { [port = port as Int] in try addUp(2, port) }
    _ = await (first, second, third)
    withExtendedLifetime(place) {}
  }

  @Test("A process that does not come is named")
  func absent() async throws {
    let place = try MeetingPlace()
    await #expect(processExitsWith: .success) { [port = place.port as Int] in
      do {
        _ = try join(0, of: 3, at: port, timeout: 2)
        Issue.record("the group is not whole")
      } catch let error as ProcessGroupError { #expect("\(error)".contains("rank 1, 2 did not come"), "\(error)") }
    }
  }

  @Test("A process that is killed is named by the others, long before the timeout")
  func killed() async throws {
    let place = try MeetingPlace()
    let port = place.port
    async let first = #expect(processExitsWith: .success) { [port = port as Int] in
      try loseRankTwo(0, port, timeout: 60)
    }
    async let second = #expect(processExitsWith: .success) { [port = port as Int] in
      try loseRankTwo(1, port, timeout: 60)
    }
    async let third = #expect(processExitsWith: .signal(SIGKILL)) { [port = port as Int] in
      let group = try join(2, of: 3, at: port)
      try group.barrier()
      kill(getpid(), SIGKILL)
    }
    _ = await (first, second, third)
    withExtendedLifetime(place) {}
  }

  @Test("A process that is stopped is named by the others after the timeout")
  func stopped() async throws {
    let place = try MeetingPlace()
    let folder = try TemporaryFolder()
    let port = place.port
    async let first = #expect(processExitsWith: .success) { [port = port as Int] in
      try loseRankTwo(0, port, timeout: 3)
    }
    async let second = #expect(processExitsWith: .success) { [port = port as Int] in
      try loseRankTwo(1, port, timeout: 3)
    }
    async let third = #expect(processExitsWith: .signal(SIGKILL)) {
      [port = port as Int, file = folder.file("pid") as String] in
      let group = try join(2, of: 3, at: port)
      try group.barrier()
      try Data("\(getpid())".utf8).write(to: URL(fileURLWithPath: file))
      kill(getpid(), SIGSTOP)
    }
    _ = await (first, second)
    kill(try #require(pid_t(String(decoding: try folder.data("pid"), as: UTF8.self))), SIGKILL)
    _ = await third
    withExtendedLifetime(place) {}
  }
}

private func exchangeAll(_ rank: Int, _ port: Int) throws {
  let group = try join(rank, of: 2, at: port)
  try group.barrier()
  #expect(group.rank == rank && group.size == 2 && group.isLeader == (rank == 0))
  let sent = try values(rank, [2, 3, 4, 5])
  try group.broadcast([sent], from: 1)
  #expect(try sent.floats() == values(1, [2, 3, 4, 5]).floats())
  let targets = try (0..<2).map { _ in try [Tensor.zeros([2, 3, 4, 5]), Tensor.zeros([3])] }
  try group.allGather([values(rank, [2, 3, 4, 5]), values(rank, [3])], to: targets)
  for other in 0..<2 {
    #expect(try targets[other][0].floats() == values(other, [2, 3, 4, 5]).floats())
    #expect(try targets[other][1].floats() == values(other, [3]).floats())
  }
  #expect(try group.allGather([Int64(rank), .min]) == [[0, .min], [1, .min]])
  #expect(try group.allGather(rank == 0 ? [] : [1, 2, 255] as [UInt8]) == [[], [1, 2, 255]])
  #expect(try group.allGather([UInt8]()) == [[], []])
  #expect(try group.broadcast(rank == 0 ? [7, 8] : [1]) == [7, 8])
  #expect(throws: TorchError.self) { try group.allGather([sent], to: [[]]) }
  try group.barrier()
}

private func addUp(_ rank: Int, _ port: Int) throws {
  let group = try join(rank, of: 3, at: port)
  let (expected, ours) = (try replica(90).map { try $0.detached() }, try replica(91).map { try $0.detached() })
  for tensor in expected + ours { try tensor.setRequiresGradient(true) }
  // Twice: the sums of a second batch are added to those of the first, part by part.
  for batch in 0..<2 {
    let parts = try (0..<6).map { try replica(10 * batch + $0) }
    try Tensor.collectGradients(expected, from: parts)
    try group.collectGradients(ours, from: [2 * rank, 2 * rank + 1].map { try replica(10 * batch + $0) })
  }
  for (sum, whole) in zip(ours, expected) {
    #expect(try sum.gradient()?.floats() == whole.gradient()?.floats())
  }
  #expect(try ours[0].gradient() != nil && ours[2].gradient() == nil)
  let single = try replica(rank)
  try group.sumGradients(single)
  let sums = try #require(try single[1].gradient()).floats()
  let each = try (0..<3).map { try #require(try replica($0)[1].gradient()).floats() }
  for index in sums.indices { #expect(abs(sums[index] - each.reduce(0) { $0 + $1[index] }) < 1e-5) }
  try group.barrier()
}

private func loseRankTwo(_ rank: Int, _ port: Int, timeout: Double) throws {
  let group = try join(rank, of: 3, at: port, timeout: timeout)
  try group.barrier()
  let start = Date()
  do {
    for _ in 0..<100 { _ = try group.allGather([Int64(rank)]) }
    Issue.record("rank 2 is gone")
  } catch ProcessGroupError.lost(let ranks, let size, _, _) { #expect(ranks == [2] && size == 3) }
  #expect(Date().timeIntervalSince(start) < min(timeout + 12, 30))
  // No exchange is tried again.
  #expect(throws: ProcessGroupError.self) { try group.barrier() }
}
