extension EvaluationResult {
  var subsetSection: Markup {
    let rows = rows
    let cells = rows.map { Self.meanCells($0.name, $0.means) + comparisonCells($0) }
    let sums = Set(rows.indices.filter { rows[$0].name == "All" })
    return .section(
      "Subsets", note: "Errors on the 0-255 scale, PSNR in dB; every image weighs the same.",
      [
        .table(
          heading: ["Subset", "N", "MSE", "fMSE", "PSNR"] + comparisonHeading, rows: cells, emphasized: sums)
      ])
  }

  private var comparisonHeading: [String] {
    if isOfUntouchedPhotos { return ["Change, levels"] }
    return all.composite == nil ? [] : ["Composite MSE", "Composite fMSE", "Composite PSNR", "fMSE change"]
  }

  /// What went in, beside what came out; for untouched photos how much they were changed.
  private func comparisonCells(_ row: SubsetSummary) -> [Markup] {
    if isOfUntouchedPhotos { return [.text(Numbers.fixed(row.means.fmae))] }
    guard let theirs = row.composite else { return [] }
    let change = row.foregroundChange.map { Self.verdict(Numbers.change($0), good: $0 <= 0) } ?? .text("-")
    return [theirs.mse, theirs.fmse, theirs.psnr].map { Markup.text(Numbers.fixed($0)) } + [change]
  }

  var binSection: Markup {
    let cells = all.bins.map { Self.meanCells($0.bin.label, $0.means) }
    return .section(
      "Size of the foreground",
      note: "Share of mask values above one half. An image on a border counts on both sides of it.",
      [.table(heading: ["Foreground", "N", "MSE", "fMSE", "PSNR"], rows: cells)])
  }

  var publishedSection: Markup {
    guard !isOfUntouchedPhotos, evaluation == PublishedResult.evaluation,
      subsetNames.contains(where: PublishedResult.subsets.contains)
    else { return .none }
    let names = PublishedResult.subsets + ["All"]
    var rows = PublishedSource.all.flatMap { source in
      source.results.map { published in
        [Markup.element("span", [("title", source.citation)], containing: [.text(published.method)])]
          + names.map { name in Self.pair(published[name]?.mse, published[name]?.psnr) }
      }
    }
    rows.append(
      [.text(method)] + names.map { Self.pair(summary(named: $0)?.means.mse, summary(named: $0)?.means.psnr) })
    let sources = PublishedSource.all.map { source in
      Markup.element("p", [("class", "note")], containing: [.text(source.note)])
    }
    return .section(
      "Published results on iHarmony4",
      note: "MSE / PSNR. "
        + (partOfPublished.map { "Not comparable: measured were \($0)." } ?? "Of the whole test set."),
      [.table(heading: ["Method"] + names, rows: rows, emphasized: [rows.count - 1])] + sources)
  }

  var worstSection: Markup {
    let worst = images.sorted { $0.metrics.fmse > $1.metrics.fmse }.prefix(30)
    guard !worst.isEmpty else { return .none }
    let rows = worst.map { image in
      [.text("\(image.subset)/\(image.name)")]
        + [
          image.metrics.fmse, image.composite?.fmse, image.metrics.mse, image.metrics.psnr, 100 * image.metrics.ratio,
        ].map { Markup.text(Numbers.fixed($0)) }
    }
    let table = Markup.table(
      heading: ["Image", "fMSE", "Composite fMSE", "MSE", "PSNR", "Foreground %"], rows: Array(rows))
    return .section(
      "Largest foreground errors",
      [
        .element(
          "details", [], containing: [.element("summary", [], containing: [.text("\(worst.count) images")]), table])
      ])
  }

  static func meanCells(_ name: String, _ means: MetricMeans) -> [Markup] {
    ([name, String(means.n)] + [means.mse, means.fmse, means.psnr].map { Numbers.fixed($0) }).map(Markup.text)
  }

  private static func pair(_ mse: Double?, _ psnr: Double?) -> Markup {
    guard let mse, let psnr else { return .text("-") }
    return .text(Numbers.fixed(mse) + " / " + Numbers.fixed(psnr))
  }
}

extension PublishedSource {
  /// What the source's rows are, where they stand, and how they differ.
  fileprivate var note: String {
    let methods = results.map(\.method).joined(separator: ", ")
    return "\(methods): \(citation), \(page)" + (caveat.map { "; \($0)" } ?? "") + "."
  }
}
