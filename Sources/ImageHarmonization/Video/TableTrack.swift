import Foundation
import HarmonizationPixels

/// A colour change that varies over time: tables at key frames, smoothed in both directions and interpolated between them.
///
///     let track = try TableTrack(keys, smoothing: 2)
///     let table = track.table(shot: 0, at: 1.25)
///
/// A network that looks at each frame by itself answers a little differently each time, which is seen as flicker. Here a frame's
/// table is a weighted mean of what was found at the key frames around it, before and after; nothing is carried over a cut.
public struct TableTrack: Sendable {
  /// What was found at one frame.
  public struct Key: Sendable {
    /// Number of the shot that the frame belongs to; shots are separated by cuts.
    public var shot: Int
    /// The frame's time in seconds.
    public var time: Double
    /// The change; all tables of a track have one size and domain.
    public var table: ColourTable
    /// How much it counts, above 0: less if little of the foreground was seen.
    public var weight: Double

    /// Takes what was found.
    public init(shot: Int = 0, time: Double, table: ColourTable, weight: Double = 1) {
      (self.shot, self.time, self.table, self.weight) = (shot, time, table, weight)
    }
  }

  /// The keys by shot and time.
  public let keys: [Key]
  /// Standard deviation of the Gaussian in seconds; 0 for no smoothing.
  private let deviation: Double
  /// Where the keys of each shot are.
  private let shots: [Int: Range<Int>]

  /// Beyond so many standard deviations a key counts no more.
  private static let reach = 3.0

  /// Takes keys in any order.
  ///
  /// - Parameters:
  ///   - keys: what was found.
  ///   - smoothing: width of the window in seconds: twice the standard deviation of the Gaussian that weighs the keys around a
  ///     time. With 0, tables are interpolated and not smoothed.
  /// - Throws: ``TransferError/invalidParameter(name:value:allowed:)`` for tables of different sizes, for weights that are not positive,
  ///   times that are not finite and for a negative window.
  public init(_ keys: [Key], smoothing: Double = 2) throws(TransferError) {
    guard smoothing >= 0, smoothing.isFinite else {
      throw .invalidParameter(name: "smoothing", value: "\(smoothing)", allowed: "0 or more seconds")
    }
    for key in keys {
      guard key.time.isFinite, key.weight > 0, key.weight.isFinite else {
        throw .invalidParameter(
          name: "key", value: "time \(key.time), weight \(key.weight)", allowed: "finite times and positive weights")
      }
      guard let first = keys.first, key.table.isLike(first.table) else {
        throw .invalidParameter(
          name: "key", value: "a table of \(key.table.size) nodes a side", allowed: "one size for all keys")
      }
    }
    self.keys = keys.sorted { ($0.shot, $0.time) < ($1.shot, $1.time) }
    deviation = smoothing / 2
    var shots: [Int: Range<Int>] = [:]
    for (index, key) in self.keys.enumerated() {
      shots[key.shot] = (shots[key.shot]?.lowerBound ?? index)..<index + 1
    }
    self.shots = shots
  }

  /// The change at a time.
  ///
  /// - Parameters:
  ///   - shot: the shot that the frame belongs to.
  ///   - time: seconds; before the first key and behind the last one the change is theirs.
  /// - Returns: nil if the shot has no keys, for instance because the foreground is not in it.
  public func table(shot: Int, at time: Double) -> ColourTable? {
    guard let range = shots[shot], !range.isEmpty else { return nil }
    let next = range.first { keys[$0].time > time } ?? range.upperBound
    guard next > range.lowerBound else { return mean([(range.lowerBound, 1)], in: range) }
    guard next < range.upperBound else { return mean([(next - 1, 1)], in: range) }
    let (before, after) = (keys[next - 1].time, keys[next].time)
    let share = (time - before) / (after - before)
    return mean([(next - 1, 1 - share), (next, share)], in: range)
  }

  /// The mean of smoothed keys, as one weighted mean of all keys that matter.
  private func mean(_ parts: [(key: Int, share: Double)], in range: Range<Int>) -> ColourTable? {
    var weights: [Int: Double] = [:]
    for part in parts where part.share > 0 {
      let around = neighbours(of: part.key, in: range)
      let sum = around.reduce(0) { $0 + $1.weight }
      for (key, weight) in around { weights[key, default: 0] += part.share * weight / sum }
    }
    let chosen = weights.sorted { $0.key < $1.key }
    return ColourTable.mean(of: chosen.map { (keys[$0.key].table, Float($0.value)) })
  }

  /// The keys within reach of one, and what they weigh there.
  private func neighbours(of key: Int, in range: Range<Int>) -> [(key: Int, weight: Double)] {
    guard deviation > 0 else { return [(key, 1)] }
    return range.compactMap { other in
      let distance = (keys[other].time - keys[key].time) / deviation
      guard abs(distance) <= Self.reach else { return nil }
      return (other, keys[other].weight * exp(-distance * distance / 2))
    }
  }
}

extension ColourTable {
  /// Whether the other table has the same nodes.
  func isLike(_ other: ColourTable) -> Bool { size == other.size && lower == other.lower && upper == other.upper }

  /// Node by node, the weighted sum of tables with the same nodes; nil if there are none.
  ///
  /// - Parameter parts: tables and weights, which sum to 1.
  static func mean(of parts: [(table: ColourTable, weight: Float)]) -> ColourTable? {
    guard let first = parts.first?.table else { return nil }
    guard parts.count > 1 else { return first }
    var sum = [SIMD4<Float>](repeating: .zero, count: first.changes.count)
    sum.withUnsafeMutableBufferPointer { sum in
      for (table, weight) in parts {
        table.changes.withUnsafeBufferPointer { changes in
          for index in 0..<min(sum.count, changes.count) { sum[index] += changes[index] * weight }
        }
      }
    }
    return ColourTable(size: first.size, lower: first.lower, upper: first.upper, changes: sum)
  }
}
