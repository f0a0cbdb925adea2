import Foundation
import Yams

extension Recipe {
  /// All settings as YAML, which ``RecipeLibrary/recipe(yaml:file:settings:)`` reads back to the last bit.
  ///
  /// By way of JSON, which is YAML too: Yams itself writes numbers with fifteen digits, and seventeen are needed.
  public func yaml() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = String(decoding: try encoder.encode(self), as: UTF8.self)
    return try Yams.serialize(node: RecipeTree.parse(json, file: network).inBlocks)
  }
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
    default: return self
    }
  }

  /// A key without quotation marks.
  private var plain: Node { string.map { Node($0) } ?? self }
}
