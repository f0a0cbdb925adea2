import Foundation
import ImageHarmonization

/// What a batch did, for people and for machines. It keeps counts; single photos only if they are wanted in one JSON file.
struct BatchReport {
  private let leftOut: [PhotoPairs.LeftOut]
  private let keepsEntries: Bool
  private var entries: [(index: Int, entry: Entry)] = []
  private var counts: [Entry.State: Int] = [:]
  private var failures: [String] = []
  private var series: [String: [(photo: String, levels: Double)]] = [:]

  /// More failures are counted and not listed.
  private static let mostListed = 1000

  /// - Parameters:
  ///   - leftOut: pictures that are not done.
  ///   - keepsEntries: whether ``json()`` will be asked for.
  init(leftOut: [PhotoPairs.LeftOut], keepsEntries: Bool) {
    self.leftOut = leftOut
    self.keepsEntries = keepsEntries
  }

  /// Takes note of a photo.
  ///
  /// - Parameters:
  ///   - entry: what became of it.
  ///   - index: its place among the photos.
  mutating func add(_ entry: Entry, at index: Int) {
    counts[entry.state, default: 0] += 1
    if let reason = entry.reason, failures.count < Self.mostListed { failures.append(reason) }
    if let part = entry.series { series[part.name, default: []].append((entry.photo, part.levels)) }
    if keepsEntries { entries.append((index, entry)) }
  }

  private func count(_ state: Entry.State) -> Int { counts[state] ?? 0 }

  /// How many photos were done or failed.
  var total: Int { counts.values.reduce(0, +) }

  /// Whether a photo failed.
  var hasFailures: Bool { count(.failed) > 0 }

  /// A few lines: counts, then every failure.
  ///
  /// - Parameter planned: how many there were to do; nil if that is not known, and the batch was interrupted.
  func summary(planned: Int?) -> String {
    var parts = ["\(count(.written)) written"]
    if count(.skipped) > 0 { parts.append("\(count(.skipped)) there already") }
    if hasFailures { parts.append("\(count(.failed)) failed") }
    if let planned, total < planned { parts.append("\(planned - total) not started (interrupted)") }
    if planned == nil { parts.append("the rest not started (interrupted)") }
    if !leftOut.isEmpty { parts.append("\(leftOut.count) left out") }
    var lines = [parts.joined(separator: ", ")] + seriesLines + failures.map { "failed: \($0)" }
    if count(.failed) > failures.count { lines.append("... and \(count(.failed) - failures.count) more failed") }
    return lines.joined(separator: "\n")
  }

  /// How far the photos' own changes are from those of their series.
  private var seriesLines: [String] {
    series.sorted { $0.key < $1.key }.compactMap { name, photos in
      guard photos.count > 1, let farthest = photos.max(by: { $0.levels < $1.levels }) else { return nil }
      let mean = photos.reduce(0) { $0 + $1.levels } / Double(photos.count)
      return
        "series \(name): \(photos.count) photos, their own changes differ from it by \(Self.text(mean)) levels in the mean, "
        + "at most by \(Self.text(farthest.levels)) (\(farthest.photo))"
    }
  }

  private static func text(_ levels: Double) -> String { String(format: "%.1f", levels) }

  /// `{"photos": [{"photo", "mask", "output", "state", "reason"?, "notices", "seconds"}], "leftOut": [{"path", "reason"}]}`, in the
  /// order of the photos.
  func json() throws -> Data {
    let sorted = entries.sorted { $0.index < $1.index }.map(\.entry)
    return try OutputFile.json(File(photos: sorted, leftOut: leftOut.map(LeftOut.init)))
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

  /// One photo in a report.
  struct Entry: Codable {
    let photo: String
    let mask: String
    let output: String
    let state: State
    let reason: String?
    let notices: [String]
    let seconds: Double
    let series: Series?

    /// The photo's series, how many photos it has, and how far the photo's own change is from the series', in levels of 255.
    struct Series: Codable {
      let name: String
      let photos: Int
      let levels: Double
    }

    /// How it went, the best last.
    enum State: String, Codable, CaseIterable {
      case failed, skipped, written
    }

    init(_ outcome: BatchRunner.Outcome, _ member: BatchSeries.Member? = nil) {
      (photo, mask, output) = (outcome.pair.photo, outcome.pair.mask, outcome.output)
      (notices, seconds) = (outcome.notices, outcome.seconds)
      series = member.map { Series(name: $0.series, photos: $0.count, levels: $0.distance) }
      switch outcome.state {
      case .written: (state, reason) = (.written, nil)
      case .skipped: (state, reason) = (.skipped, nil)
      case .failed(let text): (state, reason) = (.failed, text)
      }
    }
  }
}
