import HarmonizationSupport

extension EvaluationResult {
  /// The tables for a terminal of 80 columns: subsets, foreground-size bins, published results where they apply, failures.
  public func textReport() -> String {
    var text = title + "\n\n" + (isOfUntouchedPhotos ? untouchedTable : subsetTable) + "\n" + binTable
    if let published = publishedTable { text += "\n" + published }
    if !failures.isEmpty { text += "\n" + failureList }
    return text
  }

  private var subsetTable: String {
    let compared = all.composite != nil
    var table = TextTable(
      ["Subset", "N", "MSE", "fMSE", "PSNR"] + (compared ? ["MSE in", "fMSE in", "PSNR in", "fMSE change"] : []))
    for row in rows {
      if row.name == "All" { table.addRule() }
      let theirs = row.composite.map { [$0.mse, $0.fmse, $0.psnr].map { Numbers.fixed($0) } } ?? []
      table.add(
        [row.name, String(row.means.n)] + [row.means.mse, row.means.fmse, row.means.psnr].map { Numbers.fixed($0) }
          + (compared ? theirs + [Numbers.change(row.foregroundChange)] : []))
    }
    return table.text(width: 80)
      + (compared ? "\"in\" is the composite that went in; PSNR in dB, errors on the 0-255 scale.\n" : "")
  }

  /// How much photos were changed that needed no change.
  private var untouchedTable: String {
    var table = TextTable(["Subset", "N", "Change", "MSE", "fMSE", "PSNR"])
    for row in rows {
      if row.name == "All" { table.addRule() }
      let means = row.means
      table.add(
        [row.name, String(means.n)] + [means.fmae, means.mse, means.fmse, means.psnr].map { Numbers.fixed($0) })
    }
    return table.text(width: 80)
      + "Untouched photos went in; change is the mean absolute one of the foreground, in levels.\n"
  }

  private var binTable: String {
    var table = TextTable(["Foreground", "N", "MSE", "fMSE", "PSNR"])
    for (bin, means) in all.bins {
      table.add([bin.label, String(means.n)] + [means.mse, means.fmse, means.psnr].map { Numbers.fixed($0) })
    }
    return table.text(width: 80)
  }

  /// Published rows in the units of this result, if its subsets are iHarmony4's and its protocol is theirs.
  private var publishedTable: String? {
    guard !isOfUntouchedPhotos, subsetNames.contains(where: PublishedResult.subsets.contains) else { return nil }
    guard evaluation == PublishedResult.evaluation else {
      return "Published figures are of \(PublishedResult.evaluation.name) and not comparable with \(evaluation.name).\n"
    }
    var text =
      partOfPublished.map { "Not the published test set; measured were:\n  \($0.replacing(", ", with: ",\n  ")).\n\n" }
      ?? ""
    for source in PublishedSource.all {
      text += "Published: \(source.citation)\n\(source.page)\n" + source.textTable(beside: self) + "\n"
    }
    return text
  }

  private var failureList: String {
    let shown = failures.prefix(20).map { "  \($0.subset)/\($0.name): \($0.message)\n" }.joined()
    let rest = failures.count > 20 ? "  and \(failures.count - 20) more\n" : ""
    return "\(failures.count) not measured:\n" + shown + rest
  }
}
