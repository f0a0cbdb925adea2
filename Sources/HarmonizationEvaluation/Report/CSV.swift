/// Comma-separated values as in RFC 4180.
enum CSV {
  /// Lines of fields, each line ended by CR LF.
  static func document(_ lines: [[String]]) -> String {
    lines.map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
  }

  /// The field, in quotes where it holds a quote, a comma or a line break.
  static func field(_ text: String) -> String {
    let special = text.unicodeScalars.contains { $0 == "\"" || $0 == "," || $0 == "\n" || $0 == "\r" }
    return special
      ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
  }
}
