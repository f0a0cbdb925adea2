import Foundation
import HarmonizationSupport

/// A measurement that results are compared by.
public enum Metric: String, Sendable, Codable, CaseIterable {
  /// Mean squared error.
  case mse
  /// Mean squared error of the foreground.
  case fmse
  /// Peak signal-to-noise ratio.
  case psnr

  /// The name as in papers.
  public var label: String {
    switch self {
    case .mse: "MSE"
    case .fmse: "fMSE"
    case .psnr: "PSNR"
    }
  }

  /// Whether smaller values are better.
  public var smallerIsBetter: Bool { self != .psnr }

  func value(of metrics: ImageMetrics) -> Double {
    switch self {
    case .mse: metrics.mse
    case .fmse: metrics.fmse
    case .psnr: metrics.psnr
    }
  }
}

/// How one method differs from another on the same images.
///
/// Composites of one photo are not independent, so errors and intervals are over photos: the standard error is the
/// cluster-robust one, `sqrt(G/(G-1) * sum over photos of (sum of deviations)^2) / n`, which is `s / sqrt(n)` where every
/// photo has one composite, and the bootstrap draws photos.
public struct PairedDifference: Sendable, Equatable, Encodable {
  /// Number of images that both methods measured.
  public let n: Int
  /// Number of photos they were made from.
  public let photos: Int
  /// Mean of candidate minus baseline.
  public let mean: Double
  /// Standard error of the mean; nil for fewer than two photos.
  public let standardError: Double?
  /// Ends of the 95 % bootstrap interval of the mean; nil for fewer than two photos.
  public let interval: ClosedRange<Double>?
  /// Images on which the candidate is better.
  public let wins: Int
  /// Images on which it is worse.
  public let losses: Int
  /// Images on which both are equal.
  public let ties: Int
  /// Two-sided sign test over the photos' mean differences: how likely so lopsided a count is if neither is better.
  public let signTest: Double

  /// Whether the interval leaves out zero.
  public var isClear: Bool { interval.map { !$0.contains(0) } ?? false }

  /// Compares pairs of values; nil for none.
  /// - Parameters:
  ///   - pairs: The photo of an image, the baseline's and the candidate's value on it.
  ///   - smallerIsBetter: What counts as a win.
  ///   - resamples: Number of bootstrap samples.
  public init?(
    _ pairs: [(photo: String, baseline: Double, candidate: Double)], smallerIsBetter: Bool, resamples: Int = 2000
  ) {
    guard !pairs.isEmpty else { return nil }
    let differences = pairs.map { $0.candidate - $0.baseline }
    let mean = differences.reduce(0, +) / Double(pairs.count)
    let clusters = Cluster.grouped(zip(pairs.map(\.photo), differences))
    self.mean = mean
    n = pairs.count
    photos = clusters.count
    let sign = smallerIsBetter ? -1.0 : 1.0
    wins = differences.count { $0 * sign > 0 }
    losses = differences.count { $0 * sign < 0 }
    ties = differences.count { $0 == 0 }
    standardError = clusters.count > 1 ? Self.standardError(clusters, mean: mean) : nil
    interval = clusters.count > 1 ? Self.interval(clusters, resamples: resamples) : nil
    signTest = Statistics.signTest(clusters.count { $0.sum > 0 }, clusters.count { $0.sum < 0 })
  }

  private static func standardError(_ clusters: [Cluster], mean: Double) -> Double {
    let total = clusters.map { pow($0.sum - Double($0.count) * mean, 2) }.reduce(0, +)
    let (groups, images) = (Double(clusters.count), Double(clusters.map(\.count).reduce(0, +)))
    return (groups / (groups - 1) * total).squareRoot() / images
  }

  private static func interval(_ clusters: [Cluster], resamples: Int) -> ClosedRange<Double>? {
    var random = SplitMix64(seed: 2006_00809)
    let means = (0..<max(1, resamples)).map { _ in
      var (sum, count) = (0.0, 0)
      for _ in clusters.indices {
        let drawn = clusters[Int.random(in: clusters.indices, using: &random)]
        sum += drawn.sum
        count += drawn.count
      }
      return sum / Double(count)
    }.sorted()
    let (lower, upper) = (Statistics.quantile(means, 0.025), Statistics.quantile(means, 0.975))
    return lower <= upper ? lower...upper : nil
  }

  private enum Key: String, CodingKey {
    case n, photos, mean, standardError, interval, wins, losses, ties, signTest
  }

  /// Writes all values; the interval as two numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(n, forKey: .n)
    try container.encode(photos, forKey: .photos)
    try container.encode(mean, forKey: .mean)
    try container.encode(standardError, forKey: .standardError)
    try container.encode(interval.map { [$0.lowerBound, $0.upperBound] }, forKey: .interval)
    try container.encode(wins, forKey: .wins)
    try container.encode(losses, forKey: .losses)
    try container.encode(ties, forKey: .ties)
    try container.encode(signTest, forKey: .signTest)
  }
}

/// The differences on the composites of one photo.
private struct Cluster {
  var sum = 0.0
  var count = 0

  /// Clusters in the order of their first member, so that the bootstrap gives the same interval every time.
  static func grouped(_ differences: some Sequence<(String, Double)>) -> [Cluster] {
    var index: [String: Int] = [:]
    var clusters: [Cluster] = []
    for (photo, difference) in differences {
      let place = index[photo, default: clusters.count]
      if place == clusters.count {
        index[photo] = place
        clusters.append(Cluster())
      }
      clusters[place].sum += difference
      clusters[place].count += 1
    }
    return clusters
  }
}
