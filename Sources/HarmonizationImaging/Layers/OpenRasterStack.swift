/// The layers of an OpenRaster file's `stack.xml`, top first; groups are taken apart.
struct OpenRasterStack {
  /// One layer.
  struct Layer: Equatable {
    var name: String
    /// Its PNG picture within the archive.
    var source: String
    var x: Int
    var y: Int
    var isVisible: Bool
    /// Whether it is put over what is below it as it is: opaque, and by no other way of mixing.
    var isPlain: Bool
  }

  private(set) var width = 0
  private(set) var height = 0
  private(set) var layers: [Layer] = []

  /// What a group passes on to its layers.
  private struct Group {
    var x = 0
    var y = 0
    var isVisible = true
    var isPlain = true
  }

  /// Reads the text; nil if it is no stack of at most 1000 layers.
  init?(_ text: String) {
    var groups = [Group()]
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "<") {
      rest = rest[start...].dropFirst()
      if rest.hasPrefix("!--") {
        guard let end = rest.range(of: "-->") else { return nil }
        rest = rest[end.upperBound...]
        continue
      }
      guard let end = Self.endOfTag(rest) else { return nil }
      let tag = rest[..<end]
      rest = rest[end...].dropFirst()
      take(tag, &groups)
      guard layers.count <= 1000, groups.count <= 100 else { return nil }
    }
    guard width > 0, height > 0, !layers.isEmpty else { return nil }
  }

  private mutating func take(_ tag: Substring, _ groups: inout [Group]) {
    let name = tag.prefix { !$0.isWhitespace && $0 != "/" || $0 == "/" && tag.first == "/" }
    let values = Self.attributes(tag.dropFirst(name.count))
    var group = groups.last ?? Group()
    group.x += Self.whole(values["x"])
    group.y += Self.whole(values["y"])
    group.isVisible = group.isVisible && values["visibility"] != "hidden"
    let opacity = values["opacity"].flatMap(Double.init) ?? 1
    group.isPlain = group.isPlain && opacity > 0.999 && (values["composite-op"] ?? "svg:src-over") == "svg:src-over"
    switch name {
    case "image": (width, height) = (Self.whole(values["w"]), Self.whole(values["h"]))
    case "stack": if !tag.hasSuffix("/") { groups.append(group) }
    case "/stack": if groups.count > 1 { groups.removeLast() }
    case "layer":
      layers.append(
        Layer(
          name: values["name"] ?? "", source: values["src"] ?? "", x: group.x, y: group.y,
          isVisible: group.isVisible && opacity > 0, isPlain: group.isPlain))
    default: break
    }
  }

  private static func whole(_ text: String?) -> Int {
    let value = text.flatMap { Int($0) ?? Double($0).flatMap { Int(exactly: $0.rounded()) } } ?? 0
    return min(max(value, -1 << 24), 1 << 24)
  }

  /// The `>` that ends a tag: not one in quotation marks.
  private static func endOfTag(_ text: Substring) -> Substring.Index? {
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == ">" {
        return index
      }
    }
    return nil
  }

  private static func attributes(_ text: Substring) -> [String: String] {
    var (values, rest): ([String: String], Substring) = ([:], text)
    while let equals = rest.firstIndex(of: "=") {
      let name = rest[..<equals].filter { !$0.isWhitespace }
      rest = rest[equals...].dropFirst().drop(while: \.isWhitespace)
      guard let quote = rest.first, quote == "\"" || quote == "'" else { break }
      rest = rest.dropFirst()
      guard let end = rest.firstIndex(of: quote) else { break }
      values[String(name)] = unescaped(rest[..<end])
      rest = rest[end...].dropFirst()
    }
    return values
  }

  private static func unescaped(_ text: Substring) -> String {
    var result = String(text)
    for (escape, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
      result = result.replacing(escape, with: character)
    }
    return result
  }
}
