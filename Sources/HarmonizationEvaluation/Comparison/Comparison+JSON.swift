import Foundation

extension Comparison: Encodable {
  private enum Key: String, CodingKey {
    case evaluation = "protocol"
    case baseline, leftOut, methods
  }

  /// Writes `protocol`, `baseline`, `leftOut` and `methods`: `name`, `subsets` and `all` as in a single result, and
  /// `differences`: row -> metric -> difference from the baseline.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(evaluation, forKey: .evaluation)
    try container.encode(entries.first?.name, forKey: .baseline)
    try container.encode(leftOut, forKey: .leftOut)
    try container.encode(entries, forKey: .methods)
  }

  /// Writes the comparison as JSON; the file appears whole or not at all.
  /// - Throws: ``EvaluationError/file(_:)``.
  public func writeJSON(to url: URL) throws(EvaluationError) {
    try ReportFile.write(self, to: url)
  }
}

extension Comparison.Entry: Encodable {
  private enum Key: String, CodingKey { case name, subsets, all, differences }

  /// Writes means and differences, not the images.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    let subsets = Dictionary(result.subsets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    try container.encode(subsets, forKey: .subsets)
    try container.encode(result.all, forKey: .all)
    let byName = differences.mapValues { metrics in
      Dictionary(metrics.map { ($0.rawValue, $1) }, uniquingKeysWith: { first, _ in first })
    }
    try container.encode(byName, forKey: .differences)
  }
}
