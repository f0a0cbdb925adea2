import Yams

/// The YAML of a recipe before it becomes settings: where recipes extend each other and single keys are replaced.
enum RecipeTree {
  /// The mapping in a YAML text; throws ``TrainingError/recipe(file:reason:)``.
  static func parse(_ yaml: String, file: String) throws -> Node {
    let node: Node?
    do { node = try Yams.compose(yaml: yaml) } catch { throw TrainingError.recipe(file: file, reason: "\(error)") }
    guard let node else { return .mapping([:]) }
    guard node.mapping != nil else {
      throw TrainingError.recipe(file: file, reason: "a recipe is a list of 'key: value', like 'epochs: 120'")
    }
    return node
  }

  /// `upper` laid over `base`: mappings are merged key by key, everything else is replaced.
  static func merged(_ base: Node, with upper: Node) -> Node {
    guard var result = base.mapping, let changes = upper.mapping else { return upper }
    for (key, value) in changes { result[key] = result[key].map { merged($0, with: value) } ?? value }
    return .mapping(result)
  }

  /// A tree with one key, `schedule.milestones=[160,175]`, to be laid over another.
  static func setting(_ text: String) throws -> Node {
    guard let equals = text.firstIndex(of: "=") else {
      throw TrainingError.setting(text: text, reason: "write key=value, such as optimizer.learningRate=5e-4")
    }
    let keys = text[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard keys.allSatisfy({ !$0.isEmpty }) else {
      throw TrainingError.setting(text: text, reason: "there is no key in front of the equals sign, or an empty part")
    }
    let value: Node?
    do { value = try Yams.compose(yaml: String(text[text.index(after: equals)...])) } catch {
      throw TrainingError.setting(text: text, reason: "the value is not YAML")
    }
    return keys.reversed().reduce(value ?? Node("null")) { .mapping([Node($1): $0]) }
  }

  /// The text under a key, removed from the tree.
  static func remove(_ key: String, from tree: inout Node) -> String? {
    guard var mapping = tree.mapping, let value = mapping[key]?.string else { return nil }
    mapping[key] = nil
    tree = .mapping(mapping)
    return value
  }
}
