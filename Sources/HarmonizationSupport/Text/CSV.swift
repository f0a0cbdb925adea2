/// Comma-separated values as in RFC 4180.
public enum CSV {
  /// A whole document.
  ///
  /// - Parameter lines: The fields of each line.
  /// - Returns: The lines, each ended by CR LF.
  public static func document(_ lines: [[String]]) -> String { lines.map { line($0) + "\r\n" }.joined() }

  /// One line without its end; a field that contains a quote, a comma or a line break is put in quotes.
  public static func line(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") }

  private static func quoted(_ text: String) -> String {
    let isSpecial = text.unicodeScalars.contains { $0 == "\"" || $0 == "," || $0 == "\n" || $0 == "\r" }
    guard isSpecial else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// The fields of each line of a document, whichever line ends it has; empty lines are left out.
  public static func rows(_ text: String) -> [[String]] {
    var reader = Reader()
    // Some programs mark UTF-8 by a character in front.
    for scalar in text.unicodeScalars.drop(while: { $0 == "\u{FEFF}" }) { reader.read(scalar) }
    reader.endLine()
    return reader.rows
  }

  /// Splits a document, one character at a time.
  private struct Reader {
    private(set) var rows: [[String]] = []
    private var row: [String] = []
    private var field = ""
    private var isQuoted = false
    /// A quote inside quotes: the end of the quotes, or the first half of a quote that belongs to the field.
    private var sawQuote = false

    mutating func read(_ scalar: Unicode.Scalar) {
      switch scalar {
      case "\"" where isQuoted && !sawQuote: sawQuote = true
      case "\"" where isQuoted: (field, sawQuote) = (field + "\"", false)
      case _ where isQuoted && !sawQuote: field.unicodeScalars.append(scalar)
      case "\"" where field.isEmpty: isQuoted = true
      case ",": endField()
      case "\n", "\r": endLine()
      default: field.unicodeScalars.append(scalar)
      }
    }

    private mutating func endField() {
      row.append(field)
      (field, isQuoted, sawQuote) = ("", false, false)
    }

    mutating func endLine() {
      guard !row.isEmpty || !field.isEmpty || isQuoted else { return }
      endField()
      rows.append(row)
      row = []
    }
  }
}
