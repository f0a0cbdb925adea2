import ArgumentParser
import Foundation
import ImageHarmonization

/// `harmonize benchmark`
struct BenchmarkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark", abstract: "Times a network on this machine.",
    usage: "harmonize benchmark [<options>]",
    discussion: """
      Prints milliseconds for one picture of the network's own size: the fastest and the median run, one at a time.

      Examples:
        harmonize benchmark
        harmonize benchmark -w hrnet18s.pth --precision f32 --runs 50 --json
      """)

  @OptionGroup var weights: WeightsOptions
  @OptionGroup var engine: EngineOptions

  @Option(help: "Timed runs, after three that are not counted.")
  var runs: Int = 30

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...100_000).contains(runs) else { throw ValidationError("--runs must be between 1 and 100000") }
  }

  func run() async throws {
    let loaded = try weights.model()
    let session = try NetworkSession(loaded, backend: engine.backend())
    let count = session.shape.area
    let image = (0..<3 * count).map { Float($0 % 251) / 125 - 1 }
    let mask = (0..<count).map { Float($0 % 7 < 3 ? 1 : 0) }
    for _ in 0..<3 { _ = try await session(image: image, mask: mask) }
    var times: [Double] = []
    for _ in 0..<runs {
      let start = ContinuousClock.now
      _ = try await session(image: image, mask: mask)
      times.append((ContinuousClock.now - start) / .milliseconds(1))
    }
    times.sort()
    let result = BenchmarkResult(
      network: loaded.configuration.name, precision: engine.precision.rawValue, runs: runs, fastest: times[0],
      median: times[times.count / 2])
    print(json ? try result.json() : result.line)
  }
}

/// What a benchmark found, in milliseconds.
private struct BenchmarkResult: Encodable {
  let network: String
  let precision: String
  let runs: Int
  let fastest: Double
  let median: Double

  var line: String {
    "\(network) \(precision): fastest " + String(format: "%.2f ms, median %.2f ms", fastest, median)
      + " (\(runs) runs)"
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
