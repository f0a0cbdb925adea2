import Yams

extension Recipe {
  /// All settings as YAML, which ``RecipeLibrary/recipe(yaml:file:settings:)`` reads back to the last bit.
  public func yaml() throws -> String { try Yams.serialize(node: SettingsTree(self).node.inBlocks) }
}

extension Node {
  /// Mappings and sequences over several lines, but lists of plain values on one.
  fileprivate var inBlocks: Node {
    switch self {
    case .mapping(var mapping):
      mapping = Mapping(mapping.map { ($0.key.plain, $0.value.inBlocks) }, .implicit, .block)
      return .mapping(mapping)
    case .sequence(let sequence):
      return .sequence(Sequence(sequence.map(\.inBlocks), .implicit, .flow))
    case .scalar: return unquoted
    default: return self
    }
  }

  /// The same text without quotation marks, where it is text without them, too.
  private var unquoted: Node {
    guard let text = string, !text.isEmpty, Node(text).tag == tag else { return self }
    return Node(text)
  }

  /// A key without quotation marks.
  private var plain: Node { string.map { Node($0) } ?? self }
}
