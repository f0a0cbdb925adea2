import Foundation
import Testing

@testable import HarmonizationCheckpoints

/// Small files as PyTorch writes them, and what they hold.
enum Fixture {
  static func url(_ name: String) throws -> URL {
    let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures")
    return folder.appendingPathComponent(name)
  }

  static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url(name))) }

  /// Names of all checkpoint files, sorted.
  static func names() throws -> [String] {
    let folder = try url("").path
    return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".pth") }.sorted()
  }

  struct Expected: Decodable {
    var dtype: String
    var shape: [Int]
    var values: [Double]
  }

  static func expected(_ name: String) throws -> [String: Expected] {
    try JSONDecoder().decode([String: Expected].self, from: Data(contentsOf: url(name)))
  }

  /// A new folder that is removed after the test.
  static func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("checkpoints-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}

/// The problem of the checkpoint error that a closure throws; nil if it throws none.
func problem<Result>(_ body: () throws -> Result) -> CheckpointError.Problem? {
  do {
    _ = try body()
  } catch let error as CheckpointError {
    return error.problem
  } catch {
    Issue.record("not a checkpoint error: \(error)")
  }
  return nil
}

/// A reproducible generator (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Reads files that tests wrote.
enum FileReader {
  static func contents(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }
}
