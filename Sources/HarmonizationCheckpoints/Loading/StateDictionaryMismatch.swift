/// How a state dictionary differs from what a network expects; everything at once, so that it is fixed at once.
public struct StateDictionaryMismatch: Sendable, Equatable {
  /// A tensor of another shape than expected.
  public struct Misshapen: Sendable, Equatable {
    /// The tensor's name.
    public var name: String
    /// The network's shape.
    public var expected: [Int]
    /// The file's shape.
    public var found: [Int]
  }

  /// Names that the network has and the file lacks, in the network's order.
  public var missing: [String] = []
  /// Names that the file has and the network lacks, in the file's order.
  public var unexpected: [String] = []
  /// Tensors of another shape than expected, in the network's order.
  public var misshapen: [Misshapen] = []
  /// Names whose elements should be floating-point numbers and are not, or the other way round.
  public var mistyped: [String] = []

  /// Whether nothing differs.
  public var isEmpty: Bool { missing.isEmpty && unexpected.isEmpty && misshapen.isEmpty && mistyped.isEmpty }
}

extension StateDictionaryMismatch: CustomStringConvertible {
  /// Counts with the first few names of each kind.
  public var description: String {
    let shapes = misshapen.map { "\($0.name) \($0.found) instead of \($0.expected)" }
    let parts = [
      ("missing", missing), ("unexpected", unexpected), ("of another shape", shapes), ("of another type", mistyped),
    ]
    return parts.filter { !$1.isEmpty }.map { Self.summary($0, $1) }.joined(separator: "; ")
  }

  private static let shownNames = 4

  private static func summary(_ kind: String, _ names: [String]) -> String {
    let shown = names.prefix(shownNames).joined(separator: ", ")
    return "\(names.count) \(kind): \(shown)" + (names.count > shownNames ? ", ..." : "")
  }
}
