/// A piece of HTML that is also well-formed XML. Text can enter it only escaped.
struct Markup {
  let source: String

  private init(source: String) { self.source = source }

  /// Text, escaped.
  static func text(_ text: String) -> Markup { Markup(source: escape(text)) }

  /// Pieces one after the other.
  static func group(_ children: [Markup]) -> Markup { Markup(source: children.map(\.source).joined()) }

  /// Nothing.
  static let none = Markup(source: "")

  /// A style sheet of our own, which contains nothing that came from outside.
  static func style(_ sheet: StaticString) -> Markup { Markup(source: "<style>\n\(sheet)</style>\n") }

  /// An element; one without children is closed at once (`<img ... />`), which HTML allows for its void elements only.
  static func element(_ name: String, _ attributes: [(String, String)] = [], containing children: [Markup]) -> Markup {
    let inside = children.map(\.source).joined()
    let start = "<\(name)" + attributes.map { " \($0.0)=\"\(escape($0.1))\"" }.joined()
    return Markup(source: "\(start)>\(inside)</\(name)>" + (isBlock(name) ? "\n" : ""))
  }

  /// An element that never has children.
  static func void(_ name: String, _ attributes: [(String, String)]) -> Markup {
    Markup(source: "<\(name)" + attributes.map { " \($0.0)=\"\(escape($0.1))\"" }.joined() + " />")
  }

  /// A whole page.
  static func page(title: String, language: String = "en", _ body: [Markup]) -> String {
    let head = element(
      "head", [],
      containing: [
        void("meta", [("charset", "utf-8")]),
        void("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
        element("title", [], containing: [text(title)]), style(reportStyle),
      ])
    let root = element(
      "html", [("lang", language)],
      containing: [head, element("body", [], containing: [element("main", [], containing: body)])])
    return "<!DOCTYPE html>\n" + root.source
  }

  /// The text with markup's own characters replaced, and with control characters, which XML forbids, made visible.
  static func escape(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE:
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isBlock(_ name: String) -> Bool {
    ["tr", "table", "section", "h1", "h2", "h3", "p", "svg", "figure", "div", "head", "header", "details"].contains(
      name)
  }
}

extension Markup {
  /// A table with right-aligned numbers after the first column; `emphasized` rows are sums.
  static func table(heading: [String], rows: [[Markup]], emphasized: Set<Int> = []) -> Markup {
    let head = element(
      "thead", [],
      containing: [
        element("tr", [], containing: heading.map { element("th", [("scope", "col")], containing: [text($0)]) })
      ])
    let body = rows.enumerated().map { index, row in
      element(
        "tr", emphasized.contains(index) ? [("class", "sum")] : [],
        containing: row.map { element("td", [], containing: [$0]) })
    }
    return element(
      "div", [("class", "scroll")],
      containing: [element("table", [], containing: [head, element("tbody", [], containing: body)])])
  }

  /// A titled part of the page; nothing where `children` is empty.
  static func section(_ title: String, note: String? = nil, _ children: [Markup]) -> Markup {
    guard !children.isEmpty else { return .none }
    let note = note.map { [element("p", [("class", "note")], containing: [text($0)])] } ?? []
    return element("section", [], containing: [element("h2", [], containing: [text(title)])] + note + children)
  }
}
