import HarmonizationSupport
import TestSupport
import Testing

@testable import HarmonizationCheckpoints

/// Damaged and malicious files end in a typed error or in a dictionary that can be read in full; never in a crash, a
/// hang or an allocation out of proportion.
@Suite struct FuzzTests {
  private static let mutations = 12_000
  private static let workers = 4

  @Test(.timeLimit(.minutes(2)))
  func mutatedFilesNeverCrash() async throws {
    let corpus = try Self.corpus()
    let outcome = await withTaskGroup(of: Outcome.self) { group in
      for worker in 0..<Self.workers {
        group.addTask {
          var outcome = Outcome()
          for index in stride(from: worker, to: Self.mutations, by: Self.workers) {
            outcome.note(Self.mutant(of: corpus, seed: UInt64(index)))
          }
          return outcome
        }
      }
      return await group.reduce(into: Outcome()) { $0.merge($1) }
    }
    #expect(outcome.total == Self.mutations)
    #expect(outcome.oversized == 0)
    // The mutations must reach deep: many files stay readable, and every kind of damage is met.
    #expect(outcome.valid > Self.mutations / 20)
    let kinds = ["truncated", "corrupt", "executesCode", "unsupportedOpcode", "outOfBounds", "limitExceeded"]
    for kind in kinds { #expect(outcome.problems[kind, default: 0] > 0, "\(kind) never happened: \(outcome.problems)") }
  }

  /// All fixtures, and the readable ones once more as safetensors.
  private static func corpus() throws -> [[UInt8]] {
    var corpus: [[UInt8]] = []
    for name in try Fixture.names() {
      let bytes = try Fixture.bytes(name)
      if !bytes.isEmpty { corpus.append(bytes) }
      guard let state = try? Checkpoint(bytes: bytes).state else { continue }
      try withTemporaryFolder { folder in
        let path = folder.appendingPathComponent("w").path
        try Checkpoint.write(state, to: path)
        corpus.append([UInt8](try #require(FileReader.contents(path))))
      }
    }
    return corpus
  }

  private static func mutant(of corpus: [[UInt8]], seed: UInt64) -> [UInt8] {
    var generator = SplitMix64(seed: seed)
    var bytes = corpus[Int(seed) % corpus.count]
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      Mutation.allCases.randomElement(using: &generator)?.apply(to: &bytes, corpus: corpus, using: &generator)
    }
    return bytes
  }
}

/// What became of the mutants.
private struct Outcome: Sendable {
  var total = 0
  var valid = 0
  var oversized = 0
  var problems: [String: Int] = [:]

  mutating func note(_ bytes: [UInt8]) {
    total += 1
    do throws(CheckpointError) {
      let state = try Checkpoint(bytes: bytes).state
      valid += 1
      // Views of the file cost nothing; copies must stay within the budget.
      let copied = state.reduce(0) {
        $0 + ($1.tensor.view.storage.bytes.count == $1.tensor.byteCount ? $1.tensor.byteCount : 0)
      }
      if copied > 2 * bytes.count + 16 << 20 { oversized += 1 }
      for (_, tensor) in state where tensor.doubles().count != tensor.elementCount { oversized += 1 }
    } catch {
      problems[String("\(error.problem)".prefix { $0 != "(" }), default: 0] += 1
      if error.description.isEmpty { oversized += 1 }
    }
  }

  mutating func merge(_ other: Outcome) {
    total += other.total
    valid += other.valid
    oversized += other.oversized
    problems.merge(other.problems, uniquingKeysWith: +)
  }
}

/// One way of damaging a file.
private enum Mutation: CaseIterable {
  case flipBit, setByte, truncate, remove, duplicate, splice, setLength

  func apply(to bytes: inout [UInt8], corpus: [[UInt8]], using generator: inout SplitMix64) {
    guard bytes.count > 8 else { return }
    let position = Int.random(in: 0..<bytes.count - 8, using: &generator)
    let length = Int.random(in: 1...min(64, bytes.count - position), using: &generator)
    switch self {
    case .flipBit: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case .setByte: bytes[position] = .random(in: 0...255, using: &generator)
    case .truncate: bytes.removeLast(length)
    case .remove: bytes.removeSubrange(position..<position + length)
    case .duplicate: bytes.insert(contentsOf: Array(bytes[position..<position + length]), at: position)
    case .splice:
      guard let other = corpus.randomElement(using: &generator) else { return }
      let start = Int.random(in: 0..<other.count, using: &generator)
      let part = other[start..<min(start + length, other.count)]
      bytes.replaceSubrange(position..<min(position + part.count, bytes.count), with: part)
    case .setLength: setLength(in: &bytes, at: position, using: &generator)
    }
  }

  /// Overwrites an integer of 1 to 8 bytes by one that parsers stumble over.
  private func setLength(in bytes: inout [UInt8], at position: Int, using generator: inout SplitMix64) {
    let values: [UInt64] = [
      0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, .max, UInt64(bytes.count),
    ]
    let width = [1, 2, 4, 8].randomElement(using: &generator) ?? 1
    let value = values.randomElement(using: &generator) ?? 0
    for index in 0..<width { bytes[position + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index))) }
  }
}
