import Foundation
import HarmonizationImaging

/// What took how long, for `--verbose`; stages may overlap.
final class Stopwatch: Sendable {
  private let start = ContinuousClock.now
  private let isOn: Bool

  /// Prints nothing unless `isOn`.
  init(isOn: Bool) { self.isOn = isOn }

  /// Runs `body` and says on standard error how long it took and when it ended.
  func measure<Result>(_ stage: String, _ body: () throws -> Result) rethrows -> Result {
    let begin = ContinuousClock.now
    let result = try body()
    report(stage, since: begin)
    return result
  }

  /// As the synchronous form.
  func measure<Result>(
    _ stage: String, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
  ) async rethrows -> Result {
    let begin = ContinuousClock.now
    let result = try await body()
    report(stage, since: begin)
    return result
  }

  private func report(_ stage: String, since begin: ContinuousClock.Instant) {
    guard isOn else { return }
    let now = ContinuousClock.now
    StandardError.print("\(Self.text(now - begin))  \(stage) (done at \(Self.text(now - start)))")
  }

  private static func text(_ duration: Duration) -> String {
    String(
      format: "%6.0f ms", Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15)
  }
}

/// Where messages go that are not the command's result.
enum StandardError {
  /// Writes a line.
  static func print(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

  /// Writes a line for each notice.
  static func print(_ notices: [Notice]) {
    for notice in notices { print("note: \(notice)") }
  }
}
