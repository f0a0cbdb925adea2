/// Several results on the same images under the same protocol, side by side; the first is the baseline.
public struct Comparison: Sendable, Equatable {
  /// What one method reached on the common images.
  public struct Entry: Sendable, Equatable {
    /// Name of the method, unique in the comparison.
    public let name: String
    /// Its result, cut down to the images that all methods measured.
    public let result: EvaluationResult
    /// Differences from the baseline for each row (subsets, then `All`); empty for the baseline.
    public let differences: [String: [Metric: PairedDifference]]
  }

  /// The protocol of all results.
  public let evaluation: EvaluationSetting
  /// The methods, the baseline first.
  public let entries: [Entry]
  /// Subsets in the baseline's order and, if there are several, `All`.
  public let rows: [String]
  /// Images that not every method measured, which are left out.
  public let leftOut: Int

  /// Compares results with the first of them.
  /// - Throws: ``EvaluationError/notComparable(reason:)`` for fewer than two results, different protocols, an image listed
  ///   twice, or no image in common.
  public init(_ results: [EvaluationResult]) throws(EvaluationError) {
    guard let first = results.first, results.count > 1 else {
      throw .notComparable(reason: "it takes two or more")
    }
    evaluation = first.evaluation
    try Self.check(results, against: first)
    let shared = Self.sharedKeys(results)
    guard !shared.isEmpty else { throw .notComparable(reason: "they have no image in common") }
    leftOut = Self.allKeys(results).count - shared.count
    let order = Dictionary(
      first.images.map(\.key).enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let common = results.map { $0.keeping(shared, in: order) }
    rows = common[0].rows.map(\.name)
    let names = Self.uniqueNames(common.map(\.method))
    entries = zip(names, common).enumerated().map { index, pair in
      Entry(name: pair.0, result: pair.1, differences: index == 0 ? [:] : Self.differences(pair.1, common[0]))
    }
  }

  private static func check(_ results: [EvaluationResult], against first: EvaluationResult) throws(EvaluationError) {
    for result in results {
      guard result.evaluation == first.evaluation else {
        throw .notComparable(
          reason: "\(first.method) was measured under \(first.evaluation.summary), \(result.method) under "
            + result.evaluation.summary)
      }
      guard Set(result.images.map(\.key)).count == result.images.count else {
        throw .notComparable(reason: "\(result.method) lists an image twice")
      }
    }
  }

  private static func sharedKeys(_ results: [EvaluationResult]) -> Set<[String]> {
    results.dropFirst().reduce(Set(results[0].images.map(\.key))) { $0.intersection($1.images.map(\.key)) }
  }

  private static func allKeys(_ results: [EvaluationResult]) -> Set<[String]> {
    Set(results.flatMap { $0.images.map(\.key) })
  }

  /// Differences of `candidate` from `baseline`, whose images are the same in the same order.
  private static func differences(
    _ candidate: EvaluationResult, _ baseline: EvaluationResult
  ) -> [String: [Metric: PairedDifference]] {
    let pairs = Array(zip(baseline.images, candidate.images))
    let rows = baseline.rows.map { row in
      (row.name, pairs.filter { row.name == "All" || $0.0.subset == row.name })
    }
    return Dictionary(rows.map { ($0, differences($1)) }, uniquingKeysWith: { first, _ in first })
  }

  private static func differences(_ pairs: [(ImageResult, ImageResult)]) -> [Metric: PairedDifference] {
    var result: [Metric: PairedDifference] = [:]
    for metric in Metric.allCases {
      result[metric] = PairedDifference(
        pairs.map { ($0.photo, metric.value(of: $0.metrics), metric.value(of: $1.metrics)) },
        smallerIsBetter: metric.smallerIsBetter)
    }
    return result
  }

  /// The names, with a number where one comes twice.
  private static func uniqueNames(_ names: [String]) -> [String] {
    var taken = Set<String>()
    return names.map { name in
      var candidate = name
      var number = 2
      while !taken.insert(candidate).inserted {
        candidate = "\(name) (\(number))"
        number += 1
      }
      return candidate
    }
  }
}

extension ImageResult {
  var key: [String] { [subset, name] }
}

extension EvaluationResult {
  /// The images of `keys` in the given order.
  fileprivate func keeping(_ keys: Set<[String]>, in order: [[String]: Int]) -> EvaluationResult {
    let kept = images.filter { keys.contains($0.key) }.sorted { (order[$0.key] ?? 0) < (order[$1.key] ?? 0) }
    return EvaluationResult(method: method, evaluation: evaluation, images: kept, failures: failures)
  }
}
