import HarmonizationSupport
import Foundation

extension Comparison {
  /// Tables for a terminal: the means of all methods, then each method's differences from the first.
  public func textReport() -> String {
    var text = evaluation.summary + "\n"
    if leftOut > 0 { text += "\(leftOut) images that not all methods measured are left out\n" }
    for row in rows { text += "\n" + meansTable(row) }
    for entry in entries.dropFirst() { text += "\n" + differenceTable(entry) }
    return text + "\n" + Self.legend
  }

  private static let legend = """
    Differences are method minus first; +- is the standard error over photos,
    95% the bootstrap interval over photos, * where it leaves out zero,
    p the two-sided sign test over photos.

    """

  private func meansTable(_ row: String) -> String {
    var table = TextTable([row, "N", "MSE", "fMSE", "PSNR"])
    for entry in entries {
      guard let means = entry.result.summary(named: row)?.means else { continue }
      table.add(
        [entry.name, String(means.n), Numbers.fixed(means.mse), Numbers.fixed(means.fmse), Numbers.fixed(means.psnr)])
    }
    return table.text(width: 80)
  }

  private func differenceTable(_ entry: Entry) -> String {
    var table = TextTable(["", "difference", "+-", "95%", "", "better/worse", "p"])
    for row in rows {
      for metric in Metric.allCases {
        guard let difference = entry.differences[row]?[metric] else { continue }
        table.add(["\(row) \(metric.label)"] + Self.cells(difference))
      }
    }
    return "\(entry.name) against \(entries[0].name)\n" + table.text(width: 80)
  }

  private static func cells(_ difference: PairedDifference) -> [String] {
    let interval = difference.interval.map { Numbers.signed($0.lowerBound) + ".." + Numbers.signed($0.upperBound) }
    return [
      Numbers.signed(difference.mean), Numbers.fixed(difference.standardError), interval ?? "-",
      difference.isClear ? "*" : "", "\(difference.wins)/\(difference.losses)",
      Numbers.probability(difference.signTest),
    ]
  }
}

extension Numbers {
  /// `value` with its sign and two decimals.
  static func signed(_ value: Double) -> String { String(format: "%+.2f", value) }

  /// A probability with as many digits as mean something.
  static func probability(_ value: Double) -> String {
    value < 0.0001 ? "<0.0001" : String(format: "%.4f", value)
  }
}
