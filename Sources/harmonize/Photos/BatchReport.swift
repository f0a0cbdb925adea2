import Foundation
import ImageHarmonization

/// What a batch did, for people and for machines.
struct BatchReport {
  private let outcomes: [BatchRunner.Outcome]
  private let leftOut: [PhotoPairs.LeftOut]
  private let planned: Int

  init(_ outcomes: [BatchRunner.Outcome], leftOut: [PhotoPairs.LeftOut], planned: Int) {
    self.outcomes = outcomes
    self.leftOut = leftOut
    self.planned = planned
  }

  private var failures: [(photo: String, reason: String)] {
    outcomes.compactMap { outcome in
      if case .failed(let reason) = outcome.state { (outcome.pair.photo, reason) } else { nil }
    }
  }

  /// Whether a photo failed or was not reached.
  var isIncomplete: Bool { !failures.isEmpty || outcomes.count < planned }

  /// A few lines: counts, then every failure.
  var summary: String {
    let written = outcomes.count { $0.state == .written }
    let skipped = outcomes.count { $0.state == .skipped }
    var parts = ["\(written) written"]
    if skipped > 0 { parts.append("\(skipped) there already") }
    if !failures.isEmpty { parts.append("\(failures.count) failed") }
    if outcomes.count < planned { parts.append("\(planned - outcomes.count) not started (interrupted)") }
    if !leftOut.isEmpty { parts.append("\(leftOut.count) left out") }
    return ([parts.joined(separator: ", ")] + failures.map { "failed: \($0.reason)" }).joined(separator: "\n")
  }

  /// `{"photos": [{"photo", "mask", "output", "state", "reason"?, "notices", "seconds"}], "leftOut": [{"path", "reason"}]}`.
  func json() throws -> Data {
    try OutputFile.json(File(photos: outcomes.map(Entry.init), leftOut: leftOut.map(LeftOut.init)))
  }

  private struct File: Encodable {
    let photos: [Entry]
    let leftOut: [LeftOut]
  }

  private struct LeftOut: Encodable {
    let path: String
    let reason: String

    init(_ other: PhotoPairs.LeftOut) { (path, reason) = (other.path, other.reason) }
  }

  private struct Entry: Encodable {
    let photo: String
    let mask: String
    let output: String
    let state: String
    let reason: String?
    let notices: [String]
    let seconds: Double

    init(_ outcome: BatchRunner.Outcome) {
      (photo, mask, output) = (outcome.pair.photo, outcome.pair.mask, outcome.output)
      (notices, seconds) = (outcome.notices, outcome.seconds)
      switch outcome.state {
      case .written: (state, reason) = ("written", nil)
      case .skipped: (state, reason) = ("skipped", nil)
      case .failed(let text): (state, reason) = ("failed", text)
      }
    }
  }
}
