import Foundation

/// Plots as inline SVG, coloured by the page's style sheet.
enum Plot {
  static let width = 480.0
  static let height = 250.0
  static let left = 46.0
  static let right = 470.0
  static let top = 10.0
  static let bottom = 212.0

  /// Distribution of `ours` as filled steps and, where given, of `theirs` as a line, in shares of the images.
  static func histogram(_ ours: [Double], _ theirs: [Double], scale: Axis.Scale, unit: String) -> Markup {
    let x = Axis(ours + theirs, scale, from: left, to: right)
    let (first, second) = (shares(ours, on: x), shares(theirs, on: x))
    let y = Axis([0] + first + second, .linear, from: bottom, to: top)
    let closed = steps(first, x: x, y: y) + " V \(number(bottom)) H \(number(left)) Z"
    var shapes = [path(closed, "bar")]
    if !theirs.isEmpty { shapes.append(path(steps(second, x: x, y: y), "step")) }
    return svg("Distribution of \(unit)", frame(x, y, xTitle: unit, yTitle: "% of images") + shapes)
  }

  /// One dot per pair, the vertical axis logarithmic; `diagonal` shows the horizontal values on the same axis, with the line
  /// on which both are equal.
  static func scatter(_ pairs: [(x: Double, y: Double)], xTitle: String, yTitle: String, diagonal: Bool) -> Markup {
    let (across, up) = (pairs.map(\.x), pairs.map(\.y))
    let x = Axis(diagonal ? across + up : across, diagonal ? .logarithmic : .linear, from: left, to: right)
    let y = Axis(diagonal ? across + up : up, .logarithmic, from: bottom, to: top)
    // More dots than this only make the file large.
    let pace = max(1, (pairs.count + 1999) / 2000)
    let dots = stride(from: 0, to: pairs.count, by: pace).map { dot(x.place(pairs[$0].x), y.place(pairs[$0].y)) }
    let equal = diagonal ? [line(x1: left, y1: bottom, x2: right, y2: top, style: "zero")] : []
    return svg("\(yTitle) against \(xTitle)", frame(x, y, xTitle: xTitle, yTitle: yTitle) + equal + dots)
  }

  private static func dot(_ x: Double, _ y: Double) -> Markup {
    .void("circle", [("class", "dot"), ("r", "2.5"), ("cx", number(x)), ("cy", number(y))])
  }

  static func svg(_ label: String, height: Double = Plot.height, _ children: [Markup]) -> Markup {
    .element(
      "svg", [("viewBox", "0 0 \(number(width)) \(number(height))"), ("role", "img"), ("aria-label", label)],
      containing: children)
  }

  static func line(x1: Double, y1: Double, x2: Double, y2: Double, style: String) -> Markup {
    .void("line", [("class", style), ("x1", number(x1)), ("y1", number(y1)), ("x2", number(x2)), ("y2", number(y2))])
  }

  static func label(_ text: String, x: Double, y: Double, anchor: String = "middle") -> Markup {
    .element("text", [("x", number(x)), ("y", number(y)), ("text-anchor", anchor)], containing: [.text(text)])
  }

  static func number(_ value: Double) -> String { String(format: "%g", (value * 100).rounded() / 100) }

  private static func path(_ data: String, _ style: String) -> Markup {
    .void("path", [("class", style), ("d", data)])
  }

  /// Share of the values in each of 40 equal parts of the axis, in percent.
  private static func shares(_ values: [Double], on axis: Axis) -> [Double] {
    var counts = [Double](repeating: 0, count: 40)
    for value in values where value.isFinite { counts[min(39, Int(axis.share(value) * 40))] += 1 }
    return values.isEmpty ? [] : counts.map { 100 * $0 / Double(values.count) }
  }

  private static func steps(_ shares: [Double], x: Axis, y: Axis) -> String {
    let part = (x.end - x.start) / Double(max(1, shares.count))
    let corners = shares.enumerated().map { index, share in
      "V \(number(y.place(share))) H \(number(x.start + Double(index + 1) * part))"
    }
    return "M \(number(x.start)) \(number(y.start)) " + corners.joined(separator: " ")
  }

  private static func frame(_ x: Axis, _ y: Axis, xTitle: String, yTitle: String) -> [Markup] {
    let rows = y.ticks.flatMap { tick in
      [
        line(x1: left, y1: y.place(tick), x2: right, y2: y.place(tick), style: "grid"),
        label(Axis.label(tick), x: left - 6, y: y.place(tick) + 4, anchor: "end"),
      ]
    }
    let columns = x.ticks.flatMap { tick in
      [
        line(x1: x.place(tick), y1: bottom, x2: x.place(tick), y2: bottom + 4, style: "axis"),
        label(Axis.label(tick), x: x.place(tick), y: bottom + 17),
      ]
    }
    let titles = [
      label(xTitle, x: (left + right) / 2, y: bottom + 34),
      Markup.element(
        "text",
        [("transform", "translate(11 \(number((top + bottom) / 2))) rotate(-90)"), ("text-anchor", "middle")],
        containing: [.text(yTitle)]),
    ]
    return rows + columns + titles + [line(x1: left, y1: bottom, x2: right, y2: bottom, style: "axis")]
  }
}
