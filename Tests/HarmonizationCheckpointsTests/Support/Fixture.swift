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

/// Reads files that tests wrote.
enum FileReader {
  static func contents(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }
}
