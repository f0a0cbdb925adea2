import Foundation
import HarmonizationSupport

extension BatteryResult {
  /// The tables for a terminal of 80 columns: casts for each edge, untouched photos, stability, failures.
  public func textReport() -> String {
    var text = "\(method), casts on \(photos) photos, at their own size\n"
    for edge in edges {
      text += "\nCasts \(edge.title), \(Self.percent(improved(edge))) of all answers an improvement\n"
      text += table(edge).text(width: 80)
    }
    text += "Share of the squared error taken back and step along the true correction: medians over the photos.\n\n"
    text += untouchedLine + "\n\n" + stabilityTable.text(width: 80)
    text += "How far the correction of the foreground's mean colour moves, dE.\n"
    for failure in failures { text += "not measured: \(failure.name): \(failure.message)\n" }
    return text
  }

  /// A page of its own, without scripts or outside files.
  public var html: String {
    Markup.page(
      title: "\(method): casts",
      [header] + edges.map(section) + [stabilitySection, failureSection, provenance?.section ?? .none])
  }

  /// Writes ``html``; the file appears whole or not at all.
  /// - Throws: ``EvaluationError/file(_:)``.
  public func writeHTML(to url: URL) throws(EvaluationError) { try ReportFile.write(Data(html.utf8), to: url) }

  /// Writes all numbers as JSON; the file appears whole or not at all.
  /// - Throws: ``EvaluationError/file(_:)``.
  public func writeJSON(to url: URL) throws(EvaluationError) {
    try ReportFile.write(self, to: url)
  }

  private var edges: [CastEdge] { CastEdge.allCases.filter { edge in casts.contains { $0.edge == edge } } }

  private static let heading = ["Cast", "fMSE in", "taken back", "quartiles", "pooled", "improved", "step", "off axis"]

  private func cells(_ edge: CastEdge) -> [[String]] {
    casts.filter { $0.edge == edge }.map { row in
      [
        row.cast, Numbers.fixed(row.error, decimals: 0), Self.percent(row.takenBack.median),
        Self.percent(row.takenBack.lower) + "..." + Self.percent(row.takenBack.upper), Self.percent(row.pooled),
        Self.percent(row.improved), Numbers.fixed(row.step.median), Numbers.fixed(row.offAxis),
      ]
    }
  }

  private func table(_ edge: CastEdge) -> TextTable {
    var table = TextTable(Self.heading)
    for row in cells(edge) { table.add(row) }
    return table
  }

  private var untouchedLine: String {
    "Untouched photos change by \(Numbers.fixed(untouched.mean)) levels (median \(Numbers.fixed(untouched.median)), "
      + "largest \(Numbers.fixed(untouched.largest)): \(untouched.largestPhoto)); chroma x"
      + Numbers.fixed(untouched.chromaRatio, decimals: 3)
  }

  private static let stabilityHeading = ["Disturbance", "median", "90 %", "largest"]

  private var stabilityCells: [[String]] {
    stability.map { [$0.disturbance.title] + [$0.median, $0.ninetieth, $0.largest].map { Numbers.fixed($0) } }
  }

  private var stabilityTable: TextTable {
    var table = TextTable(Self.stabilityHeading)
    for row in stabilityCells { table.add(row) }
    return table
  }

  private var header: Markup {
    .element(
      "header", [],
      containing: [
        .element("h1", [], containing: [.text(method)]),
        .element(
          "p", [("class", "lead")],
          containing: [.text("Casts on \(photos) photos, at their own size. " + untouchedLine + ".")]),
      ])
  }

  private func section(_ edge: CastEdge) -> Markup {
    .section(
      "Casts \(edge.title)",
      note: "\(Self.percent(improved(edge))) of all answers are an improvement. Share of the squared error taken back: "
        + "median and quartiles over the photos, and of all errors together (pooled).",
      [.table(heading: Self.heading, rows: cells(edge).map { $0.map(Markup.text) })])
  }

  private var stabilitySection: Markup {
    .section(
      "Stability", note: "How far the correction of the foreground's mean colour moves, dE (CIE 1976).",
      [.table(heading: Self.stabilityHeading, rows: stabilityCells.map { $0.map(Markup.text) })])
  }

  private var failureSection: Markup {
    let rows = failures.map { [Markup.text($0.name), Markup.text($0.message)] }
    return rows.isEmpty ? .none : .section("Not measured", [.table(heading: ["Photo", "Why"], rows: rows)])
  }

  private static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return "-" }
    return "\(Int((100 * share).rounded()))%"
  }
}
