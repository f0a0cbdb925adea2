/// Columns of text, aligned.
struct Table {
  /// How a column is aligned.
  enum Alignment {
    case left, right
  }

  private let columns: [Alignment]
  private var rows: [[String]] = []

  /// An empty table.
  init(columns: [Alignment]) { self.columns = columns }

  /// Adds a row, one text for each column.
  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// The rows, columns two spaces apart, without trailing spaces.
  var text: String {
    let widths = columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = columns.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return columns[column] == .left ? row[column] + padding : padding + row[column]
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
