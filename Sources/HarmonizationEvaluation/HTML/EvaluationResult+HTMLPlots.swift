extension EvaluationResult {
  var plotSection: Markup {
    let measured = images.filter { $0.composite != nil }
    // A composite measured as the prediction would be drawn over itself.
    let compared = measured.count == images.count && measured.contains { $0.metrics != $0.composite }
    let theirs = compared ? images.compactMap(\.composite) : []
    var plots = [
      figure(
        "Foreground error", legend: compared,
        plot: Plot.histogram(images.map(\.metrics.fmse), theirs.map(\.fmse), scale: .logarithmic, unit: "fMSE")),
      figure(
        "PSNR", legend: compared,
        plot: Plot.histogram(images.map(\.metrics.psnr), theirs.map(\.psnr), scale: .linear, unit: "PSNR, dB")),
      figure(
        "Foreground size and error", legend: false,
        plot: Plot.scatter(
          images.map { (100 * $0.metrics.ratio, $0.metrics.fmse) }, xTitle: "foreground, % of the image",
          yTitle: "fMSE", diagonal: false)),
    ]
    if compared {
      let pairs = images.compactMap { image in image.composite.map { (x: $0.fmse, y: image.metrics.fmse) } }
      let better = pairs.count { $0.y < $0.x }
      plots.insert(
        figure(
          "Better than the composite on \(better) of \(pairs.count) images", legend: false,
          plot: Plot.scatter(pairs, xTitle: "fMSE of the composite", yTitle: "fMSE of the result", diagonal: true)),
        at: 2)
    }
    return images.isEmpty
      ? .none : .section("Distributions", [.element("div", [("class", "plots")], containing: plots)])
  }

  private func figure(_ title: String, legend: Bool, plot: Markup) -> Markup {
    let names = [("ours", method), ("theirs", "composite")].map { style, name in
      Markup.element("span", [("class", style)], containing: [.text(name)])
    }
    let keys = legend ? [Markup.element("div", [("class", "legend")], containing: names)] : []
    return .element("figure", [], containing: [.element("h3", [], containing: [.text(title)])] + keys + [plot])
  }

  func gallerySection(_ gallery: Gallery) -> Markup {
    let cases = gallery.cases.map { example in
      Markup.element(
        "figure", [("class", "case")],
        containing: [
          .element(
            "h3", [],
            containing: [.text("\(example.rank.rawValue.capitalized): \(example.image.subset)/\(example.image.name)")]),
          .element("p", [("class", "note")], containing: [.text(Self.caption(example.image))]),
          .element("div", [("class", "strip")], containing: example.pictures.map(Self.picture)),
        ])
    }
    return .section("Best, median and worst by fMSE", cases)
  }

  private static func caption(_ image: ImageResult) -> String {
    let before = image.composite.map { "\(Numbers.fixed($0.fmse, decimals: 1)) -> " } ?? ""
    return
      "fMSE \(before)\(Numbers.fixed(image.metrics.fmse, decimals: 1)), PSNR \(Numbers.fixed(image.metrics.psnr)) dB, "
      + "foreground \(Numbers.fixed(100 * image.metrics.ratio, decimals: 1)) %"
  }

  private static func picture(_ caption: String, _ picture: EncodedPicture) -> Markup {
    .element(
      "div", [],
      containing: [.void("img", [("src", picture.address), ("alt", caption), ("loading", "lazy")]), .text(caption)])
  }
}
