/// A table in fixed-width text: the first column to the left, the others to the right.
struct TextTable {
  let heading: [String]
  private var rows: [[String]?] = []

  init(_ heading: [String]) { self.heading = heading }

  mutating func add(_ row: [String]) { rows.append(row) }

  mutating func addRule() { rows.append(nil) }

  /// Lines of at most `width` characters as long as the columns other than the first leave room for it.
  func text(width: Int = 80) -> String {
    let columns = columnWidths(total: width)
    let rule = String(repeating: "-", count: columns.reduce(0, +) + columns.count - 1)
    let lines = rows.map { row in row.map { line($0, columns) } ?? rule }
    return ([line(heading, columns), rule] + lines).joined(separator: "\n") + "\n"
  }

  private func columnWidths(total: Int) -> [Int] {
    let all = [heading] + rows.compactMap { $0 }
    var widths = heading.indices.map { column in
      all.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    guard let first = widths.first else { return [] }
    let others = widths.dropFirst().reduce(0) { $0 + $1 + 1 }
    widths[0] = max(8, min(first, total - others))
    return widths
  }

  private func line(_ row: [String], _ widths: [Int]) -> String {
    let cells = zip(row, widths).enumerated().map { $0 == 0 ? $1.0.left($1.1) : $1.0.right($1.1) }
    let text = cells.joined(separator: " ")
    return String(text.reversed().drop { $0 == " " }.reversed())
  }
}
