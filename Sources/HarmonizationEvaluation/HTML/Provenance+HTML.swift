extension Provenance {
  /// The record as a section of a report: what was measured, with which weights, how, and by which command.
  var section: Markup {
    var rows: [[String]] = [["Date", date], ["Command", command.joined(separator: " ")]]
    rows += data.map { ["Data", "\($0.paths.joined(separator: ", ")): \($0.samples) samples, hash \($0.hash)"] }
    rows += weights.map { ["Weights", "\($0.path)\($0.hash.map { ", hash \($0)" } ?? "")"] }
    let engine = [self.engine, device, precision, threads.map { "\($0) threads" }].compactMap(\.self)
    if !engine.isEmpty { rows.append(["Engine", engine.joined(separator: ", ")]) }
    rows += versions.sorted { $0.key < $1.key }.map { ["Version", "\($0.key) \($0.value)"] }
    return .section(
      "How it was measured", [.table(heading: ["What", "Value"], rows: rows.map { $0.map(Markup.text) })])
  }
}
