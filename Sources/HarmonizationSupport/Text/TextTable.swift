/// A table in fixed-width text.
public struct TextTable: Sendable {
  /// Which edge of its column a cell is at.
  public enum Alignment: Sendable {
    case left, right
  }

  private let alignments: [Alignment]
  private let heading: [String]?
  private let gap: String
  private var rows: [[String]?] = []

  /// A table under a heading with a rule: the first column to the left, the others to the right.
  public init(_ heading: [String]) {
    self.heading = heading
    alignments = heading.indices.map { $0 == 0 ? .left : .right }
    gap = " "
  }

  /// A table without a heading, columns two spaces apart.
  public init(columns: [Alignment]) {
    heading = nil
    alignments = columns
    gap = "  "
  }

  /// Adds a row, a text for each column.
  public mutating func add(_ row: [String]) { rows.append(row) }

  /// Adds a horizontal line.
  public mutating func addRule() { rows.append(nil) }

  /// The table's lines, each ended by a line break.
  ///
  /// - Parameter width: Characters that a line may take: the first column is cut to that, to no less than 8. Nil for any
  ///   number.
  public func text(width: Int? = nil) -> String {
    let widths = columnWidths(total: width)
    let rule = String(repeating: "-", count: widths.reduce(0, +) + gap.count * (widths.count - 1))
    let top = heading.map { [line($0, widths), rule] } ?? []
    let lines = top + rows.map { row in row.map { line($0, widths) } ?? rule }
    return lines.map { $0 + "\n" }.joined()
  }

  private func columnWidths(total: Int?) -> [Int] {
    let all = (heading.map { [$0] } ?? []) + rows.compactMap { $0 }
    var widths = alignments.indices.map { column in
      all.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    guard let total, let first = widths.first else { return widths }
    let others = widths.dropFirst().reduce(0) { $0 + $1 + gap.count }
    widths[0] = max(8, min(first, total - others))
    return widths
  }

  private func line(_ row: [String], _ widths: [Int]) -> String {
    let cells = zip(zip(row, alignments), widths).map { cell, width in
      cell.1 == .left ? cell.0.left(width) : cell.0.right(width)
    }
    return String(cells.joined(separator: gap).reversed().drop { $0 == " " }.reversed())
  }
}

extension String {
  /// The text in a column of `width`, to its right edge.
  public func right(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

  /// The text in a column of `width`, to its left edge, cut if it is too long.
  public func left(_ width: Int) -> String {
    let text = count > width ? prefix(max(0, width - 1)) + "…" : Substring(self)
    return text + String(repeating: " ", count: max(0, width - text.count))
  }
}
