import Foundation
import HarmonizationTorch

/// The processes that train together, or this one alone.
///
/// Whatever one of them does that can fail is agreed on by all before the next exchange, so that no one waits for a process that has
/// already given up.
public final class Peers {
  /// The group; nil for a single process.
  public let group: ProcessGroup?

  /// The processes of a group, or this one alone.
  public init(_ group: ProcessGroup? = nil) { self.group = group }

  /// This process's number, from 0.
  public var rank: Int { group?.rank ?? 0 }
  /// The number of processes.
  public var size: Int { group?.size ?? 1 }
  /// Whether this is the process that writes files and reports.
  public var isLeader: Bool { rank == 0 }

  /// Runs `body`; if it fails in one process, fails in all.
  ///
  /// - Throws: what `body` throws; ``TrainingError/peer(rank:reason:)`` if it failed in another process; `ProcessGroupError`.
  public func together<Result>(_ body: () throws -> Result) throws -> Result {
    guard let group else { return try body() }
    let result = Swift.Result { try body() }
    try agree(result, in: group)
    return try result.get()
  }

  /// Runs `body` in the leader; if it fails, fails in all.
  public func byLeader(_ body: () throws -> Void) throws {
    try together { if isLeader { try body() } }
  }

  /// The leader's value, in all.
  public func share<Value: Codable>(_ value: Value) throws -> Value {
    guard let group else { return value }
    let bytes = try group.broadcast(Array(JSONEncoder().encode(value)))
    return isLeader ? value : try JSONDecoder().decode(Value.self, from: Data(bytes))
  }

  /// The values of all processes, rank by rank; if `body` fails in one of them, fails in all.
  func gather<Value: Codable>(_ body: () throws -> Value) throws -> [Value] {
    guard let group else { return [try body()] }
    let value = try together(body)
    return try group.allGather(Array(JSONEncoder.plain.encode(value))).map {
      try JSONDecoder.plain.decode(Value.self, from: Data($0))
    }
  }

  /// As ``gather(_:)`` for numbers, in one exchange and with all bits; each process gives `count`.
  func gather(_ count: Int, _ body: () throws -> [Double]) throws -> [Double] {
    guard let group else { return try body() }
    let result = Swift.Result { try body() }
    if case .failure(let error as ProcessGroupError) = result { throw error }
    let own = (try? result.get()) ?? [Double](repeating: 0, count: count)
    let hasFailed: Int64 = if case .failure = result { 1 } else { 0 }
    let all = try group.allGather([hasFailed] + own.map { Int64(bitPattern: $0.bitPattern) })
    if all.contains(where: { $0.first != 0 }) { try agree(result, in: group) }
    return all.flatMap { $0.dropFirst().map { Double(bitPattern: UInt64(bitPattern: $0)) } }
  }

  /// Whether each of some questions is answered with yes by any process; if `body` fails in one of them, fails in all.
  func any(_ count: Int, _ body: () throws -> [Bool]) throws -> [Bool] {
    let answers = try gather(count) { try body().map { $0 ? 1 : 0 } }
    return (0..<count).map { question in
      stride(from: question, to: answers.count, by: count).contains { answers[$0] != 0 }
    }
  }

  /// Ends this process's part with its own error or another's.
  private func agree<Result>(_ result: Swift.Result<Result, any Error>, in group: ProcessGroup) throws {
    var reason = ""
    if case .failure(let error) = result {
      // Then nothing can be exchanged any more.
      if error is ProcessGroupError { throw error }
      reason = "\(error)"
    }
    let reasons = try group.allGather(Array(reason.utf8))
    _ = try result.get()
    guard let rank = reasons.firstIndex(where: { !$0.isEmpty }) else { return }
    throw TrainingError.peer(rank: rank, reason: String(decoding: reasons[rank], as: UTF8.self))
  }
}

extension JSONEncoder {
  /// Numbers that JSON lacks are texts.
  fileprivate static var plain: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }
}

extension JSONDecoder {
  fileprivate static var plain: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
