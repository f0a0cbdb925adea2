import Foundation
import HarmonizationSupport

extension Comparison {
  /// A page of its own: means of all methods, and paired differences from the first with their intervals.
  public func html() -> String {
    let names = entries.map(\.name).joined(separator: ", ")
    let left = leftOut > 0 ? "; \(leftOut) images that not all methods measured are left out" : ""
    let header = Markup.element(
      "header", [],
      containing: [
        .element("h1", [], containing: [.text("Comparison: \(names)")]),
        .element("p", [("class", "lead")], containing: [.text("Protocol \(evaluation.summary)\(left)")]),
      ])
    return Markup.page(
      title: "Harmonization comparison", [header] + rows.map(meansSection) + entries.dropFirst().map(differenceSection))
  }

  /// Writes ``html()``; the file appears whole or not at all.
  /// - Throws: ``EvaluationError/file(_:)``.
  public func writeHTML(to url: URL) throws(EvaluationError) {
    try ReportFile.write(Data(html().utf8), to: url)
  }

  private func meansSection(_ row: String) -> Markup {
    let means = entries.map { $0.result.summary(named: row)?.means ?? MetricMeans([]) }
    let best = Metric.allCases.map { metric -> Double? in
      let values = means.compactMap { $0[metric] }
      return metric.smallerIsBetter ? values.min() : values.max()
    }
    let cells = zip(entries, means).map { entry, means -> [Markup] in
      let values = zip(Metric.allCases, best).map { metric, best -> Markup in
        let text = Markup.text(Numbers.fixed(means[metric]))
        return means[metric] != nil && means[metric] == best ? .element("strong", [], containing: [text]) : text
      }
      return [.text(entry.name), .text(String(means.n))] + values
    }
    return .section(row, [.table(heading: ["Method", "N"] + Metric.allCases.map(\.label), rows: cells)])
  }

  private func differenceSection(_ entry: Entry) -> Markup {
    let rows = rows.flatMap { row in
      Metric.allCases.compactMap { metric in
        entry.differences[row]?[metric].map { Self.cells("\(row) \(metric.label)", metric, difference: $0) }
      }
    }
    let heading = ["", "Difference", "Standard error", "95 %", "Better / worse / equal", "Sign test p"]
    return .section(
      "\(entry.name) against \(entries[0].name)",
      note: "Standard errors, intervals (bootstrap) and the sign test are over photos: composites of one photo are not "
        + "independent. A coloured difference has an interval that leaves out zero.",
      [
        .table(heading: heading, rows: rows),
        .element(
          "figure", [],
          containing: [.element("h3", [], containing: [.text("fMSE difference, 95 % interval")]), forest(entry)]),
      ])
  }

  private static func cells(_ name: String, _ metric: Metric, difference: PairedDifference) -> [Markup] {
    let mean = Numbers.signed(difference.mean)
    let good = (difference.mean < 0) == metric.smallerIsBetter
    let interval = difference.interval.map { "\(Numbers.signed($0.lowerBound)) .. \(Numbers.signed($0.upperBound))" }
    return [
      .text(name), difference.isClear ? EvaluationResult.verdict(mean, good: good) : .text(mean),
      .text(Numbers.fixed(difference.standardError)), .text(interval ?? "-"),
      .text("\(difference.wins) / \(difference.losses) / \(difference.ties)"),
      .text(Numbers.probability(difference.signTest)),
    ]
  }

  /// Means and intervals of the fMSE differences, one line per row.
  private func forest(_ entry: Entry) -> Markup {
    let lines = rows.compactMap { row in entry.differences[row]?[.fmse].map { (row, $0) } }
    let ends = lines.flatMap { [$1.mean, $1.interval?.lowerBound ?? $1.mean, $1.interval?.upperBound ?? $1.mean] }
    let axis = Axis(ends + [0], .linear, from: 110, to: Plot.right)
    let height = Double(lines.count) * 26 + 8
    let ticks = axis.ticks.flatMap { tick in
      [
        Plot.line(x1: axis.place(tick), y1: 4, x2: axis.place(tick), y2: height, style: "grid"),
        Plot.label(Axis.label(tick), x: axis.place(tick), y: height + 16),
      ]
    }
    let marks = lines.enumerated().flatMap { index, line in
      Self.mark(line.0, line.1, on: axis, y: Double(index) * 26 + 20)
    }
    let zero = Plot.line(x1: axis.place(0), y1: 4, x2: axis.place(0), y2: height, style: "zero")
    return Plot.svg("fMSE differences with their intervals", height: height + 24, ticks + [zero] + marks)
  }

  private static func mark(_ name: String, _ difference: PairedDifference, on axis: Axis, y: Double) -> [Markup] {
    let range = difference.interval.map {
      [Plot.line(x1: axis.place($0.lowerBound), y1: y, x2: axis.place($0.upperBound), y2: y, style: "range")]
    }
    let dot = Markup.void(
      "circle",
      [("class", "mean"), ("r", "4"), ("cx", Plot.number(axis.place(difference.mean))), ("cy", Plot.number(y))])
    return [Plot.label(String(name.left(16).prefix(16)), x: 100, y: y + 4, anchor: "end")] + (range ?? []) + [dot]
  }
}

extension MetricMeans {
  /// The mean of one metric.
  subscript(metric: Metric) -> Double? {
    switch metric {
    case .mse: mse
    case .fmse: fmse
    case .psnr: psnr
    }
  }
}
