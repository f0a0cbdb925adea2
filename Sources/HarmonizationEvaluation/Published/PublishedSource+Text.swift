import HarmonizationSupport

extension PublishedSource {
  /// The source's rows and, last, the result's own, MSE and PSNR for each subset.
  func textTable(beside result: EvaluationResult) -> String {
    let names = PublishedResult.subsets + ["All"]
    var table = TextTable([""] + names)
    for published in results {
      table.add([published.method] + names.map { published[$0].map { Self.cell($0.mse, $0.psnr) } ?? "-" })
    }
    table.addRule()
    table.add([result.method] + names.map { name in Self.cell(result.summary(named: name)) })
    return table.text(width: 80) + "MSE / PSNR; " + (caveat ?? "protocol reference256") + "\n"
  }

  private static func cell(_ mse: Double, _ psnr: Double) -> String {
    Numbers.fixed(mse, decimals: mse < 99.995 ? 2 : 1) + "/" + Numbers.fixed(psnr)
  }

  private static func cell(_ summary: SubsetSummary?) -> String {
    guard let mse = summary?.means.mse, let psnr = summary?.means.psnr else { return "-" }
    return cell(mse, psnr)
  }
}

extension EvaluationResult {
  /// How many of the published test pictures were measured, subset by subset; nil if all of them were.
  var partOfPublished: String? {
    let parts = zip(PublishedResult.subsets, PublishedResult.testPictures).compactMap { name, total -> String? in
      guard let measured = summary(named: name)?.means.n, measured != total else { return nil }
      return "\(measured) of \(name)'s \(total)"
    }
    let absent = PublishedResult.subsets.filter { summary(named: $0) == nil }.map { "none of \($0)" }
    let all = parts + absent
    return all.isEmpty ? nil : all.joined(separator: ", ")
  }

  /// The subset of this name, or all images for `All`, whatever the case of its letters.
  func summary(named name: String) -> SubsetSummary? {
    name.lowercased() == "all" ? all : subsets.first { $0.name.lowercased() == name.lowercased() }
  }
}
