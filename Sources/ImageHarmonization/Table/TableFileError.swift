/// Why the file of a look-up table cannot be used.
public struct TableFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public let file: String
  /// The line that is wrong, counted from 1; nil if it is none in particular.
  public let line: Int?
  /// What is wrong.
  public let reason: String

  /// One line for people.
  public var description: String { line.map { "\(file), line \($0): \(reason)" } ?? "\(file): \(reason)" }
}
