import Foundation

extension EvaluationResult {
  /// A page of its own, without scripts or outside files: tables, distributions, pictures, published results, failures.
  public func html(gallery: Gallery? = nil) -> String {
    Markup.page(
      title: "\(method): harmonization report",
      [
        header, tiles, subsetSection, binSection, plotSection, gallery.map(gallerySection) ?? .none, publishedSection,
        worstSection, failureSection, provenance?.section ?? .none,
      ])
  }

  /// Writes ``html(gallery:)``; the file appears whole or not at all.
  /// - Throws: ``EvaluationError/file(_:)``.
  public func writeHTML(to url: URL, gallery: Gallery? = nil) throws(EvaluationError) {
    try ReportFile.write(Data(html(gallery: gallery).utf8), to: url)
  }

  private var header: Markup {
    .element(
      "header", [],
      containing: [
        .element("h1", [], containing: [.text(method)]),
        .element("p", [("class", "lead")], containing: [.text("Protocol \(evaluation.summary)")]),
      ])
  }

  private var tiles: Markup {
    let all = all
    let gain = all.composite?.psnr.flatMap { theirs in all.means.psnr.map { $0 - theirs } }
    let times = images.map(\.seconds).sorted()
    let time = times.isEmpty ? nil : 1000 * Statistics.quantile(times, 0.5)
    let untouched = isOfUntouchedPhotos
    return .element(
      "div", [("class", "tiles")],
      containing: [
        untouched
          ? tile(
            "Change", Numbers.fixed(all.means.fmae) + " levels",
            detail: .text("mean absolute, foreground, photos untouched before"))
          : .none,
        tile("fMSE", Numbers.fixed(all.means.fmse, decimals: 1), detail: change(all.foregroundChange)),
        tile("PSNR", Numbers.fixed(all.means.psnr) + " dB", detail: (untouched ? nil : gain).map(decibels) ?? .none),
        tile("MSE", Numbers.fixed(all.means.mse), detail: .text("0-255 scale, whole image")),
        tile(
          "Images", String(images.count), detail: .text(failures.isEmpty ? "all measured" : "\(failures.count) failed")),
        tile("Prediction", Numbers.fixed(time, decimals: 1) + " ms", detail: .text("median, as run")),
      ])
  }

  private func tile(_ name: String, _ value: String, detail: Markup) -> Markup {
    .element(
      "div", [("class", "tile")],
      containing: [
        .element("div", [("class", "name")], containing: [.text(name)]),
        .element("div", [("class", "value")], containing: [.text(value)]),
        .element("div", [("class", "detail")], containing: [detail]),
      ])
  }

  private func change(_ share: Double?) -> Markup {
    guard let share else { return .text("foreground only") }
    return .group([Self.verdict(Numbers.change(share), good: share <= 0), .text(" against the composite")])
  }

  private func decibels(_ gain: Double) -> Markup {
    .group([Self.verdict(Numbers.signed(gain) + " dB", good: gain >= 0), .text(" against the composite")])
  }

  static func verdict(_ text: String, good: Bool) -> Markup {
    .element("span", [("class", good ? "good" : "bad")], containing: [.text(text)])
  }

  private var failureSection: Markup {
    let rows = failures.map { [$0.subset, $0.name, $0.message].map(Markup.text) }
    return rows.isEmpty ? .none : .section("Not measured", [.table(heading: ["Subset", "Image", "Why"], rows: rows)])
  }
}
