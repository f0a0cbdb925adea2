import Foundation
import HarmonizationData
import HarmonizationNetworks
import Yams

/// Settings as a tree of keys, in the order in which they are declared, each with its value as YAML.
///
/// The keys and what a value may be come from the settings themselves, so that they are written nowhere else.
struct SettingsTree {
  /// A key and what it has.
  struct Entry {
    let key: String
    var content: Content
  }

  /// What a key has.
  enum Content {
    /// Settings of their own.
    case settings(SettingsTree)
    /// Optional settings that are nil; the tree is what a mapping would be laid over.
    case unset(SettingsTree)
    /// Anything else: a number, a word, a list.
    case value(Node, any Decodable.Type)
  }

  private let formerKeys: [String: String]
  private(set) var entries: [Entry] = []

  /// All keys and values of `settings`, nil included.
  ///
  /// - Throws: ``SettingsProblem`` for a property that cannot be encoded.
  init(_ settings: any RecipeSettings) throws {
    formerKeys = type(of: settings).formerKeys
    for case (let key?, let value) in Mirror(reflecting: settings).children {
      entries.append(Entry(key: key, content: try Self.content(value, key)))
    }
  }

  private static func content(_ value: Any, _ key: String) throws -> Content {
    if let settings = value as? any RecipeSettings { return .settings(try SettingsTree(settings)) }
    let wrapped = (type(of: value) as? any OptionalValue.Type)?.wrapped
    if let settings = wrapped as? any RecipeSettings.Type { return .unset(try SettingsTree(settings.init())) }
    guard let coded = value as? any Codable, let type = (type(of: value) as Any) as? any Decodable.Type else {
      throw SettingsProblem(path: [key], reason: "cannot be written to a file")
    }
    // By way of JSON, which is YAML too: Yams itself writes numbers with fifteen digits, and seventeen are needed.
    let json = String(decoding: try JSONEncoder.plain.encode(coded), as: UTF8.self)
    return .value(try Yams.compose(yaml: json) ?? Node("null", Tag(.null), .plain), type)
  }

  /// The tree as a YAML mapping.
  var node: Node {
    .mapping(Node.Mapping(entries.map { (Node($0.key), $0.content.node) }, .implicit, .block))
  }

  /// Lays YAML over the values: mappings key by key, everything else replaces; null takes an optional value back and leaves any
  /// other as it is.
  ///
  /// - Throws: ``SettingsProblem`` for keys that are unknown and for values of the wrong kind.
  mutating func merge(_ yaml: Node, path: [String] = []) throws(SettingsProblem) {
    guard let mapping = yaml.mapping else {
      throw SettingsProblem(path: path, reason: "expected a mapping, such as \(example), not \(yaml.excerpt)")
    }
    for (keyNode, value) in mapping {
      let key = keyNode.string ?? keyNode.excerpt
      guard let index = entries.firstIndex(where: { $0.key == key }) else { throw unknown(key, path) }
      try entries[index].content.merge(value, path: path + [key])
    }
  }

  /// Every key that has a value of its own, by its path, such as `optimizer.learningRate`, with the value as text.
  var values: [(path: String, text: String)] {
    entries.flatMap { entry -> [(path: String, text: String)] in
      switch entry.content {
      case .settings(let tree): tree.values.map { ("\(entry.key).\($0.path)", $0.text) }
      case .unset: [(entry.key, "null")]
      case .value(let node, _): [(entry.key, node.excerpt)]
      }
    }
  }

  /// A mapping that could stand here.
  private var example: String {
    for entry in entries {
      if case .value(let node, _) = entry.content, node.excerpt != "null" { return "{\(entry.key): \(node.excerpt)}" }
    }
    return "{key: value}"
  }

  private func unknown(_ key: String, _ path: [String]) -> SettingsProblem {
    if let new = formerKeys[key] {
      return SettingsProblem(path: path, reason: "'\(key)' is called '\(new)' now")
    }
    let known = entries.map(\.key)
    // A key of other settings, at the wrong place, or one with a slip of the pen.
    let elsewhere = values.map(\.path).first { $0.hasSuffix(".\(key)") }
    let distances = known.map { (key: $0, distance: $0.lowercased().editDistance(to: key.lowercased())) }
    let nearest = distances.filter { $0.distance <= 1 + key.count / 4 }.min { $0.distance < $1.distance }
    let guess = elsewhere ?? nearest?.key
    let question = guess.map { "; did you mean '\($0)'?" } ?? ""
    return SettingsProblem(
      path: path, reason: "unknown key '\(key)'\(question); known are \(known.joined(separator: ", "))")
  }
}

extension SettingsTree.Content {
  var node: Node {
    switch self {
    case .settings(let tree): tree.node
    case .unset: Node("null", Tag(.null), .plain)
    case .value(let node, _): node
    }
  }

  fileprivate mutating func merge(_ yaml: Node, path: [String]) throws(SettingsProblem) {
    switch self {
    case .settings(var tree), .unset(var tree):
      if yaml.isNull { return }
      try tree.merge(yaml, path: path)
      self = .settings(tree)
    case .value(_, let type):
      if yaml.isNull, !(type is any OptionalValue.Type) { return }
      guard (try? YAMLDecoder().decode(type, from: yaml)) != nil else {
        throw SettingsProblem(path: path, reason: "expected \(Expectation(type)), not \(yaml.excerpt)")
      }
      self = .value(yaml, type)
    }
  }
}

/// What is wrong with a setting, and where.
struct SettingsProblem: Error {
  let path: [String]
  let reason: String
}

extension SettingsProblem: CustomStringConvertible {
  var description: String { path.isEmpty ? reason : "\(path.joined(separator: ".")): \(reason)" }
}

/// Tells optional types and what they may contain.
protocol OptionalValue {
  static var wrapped: Any.Type { get }
}

extension Optional: OptionalValue {
  static var wrapped: Any.Type { Wrapped.self }
}

extension JSONEncoder {
  /// Paths as they are.
  fileprivate static var plain: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

extension Node {
  /// Whether this is YAML's null.
  var isNull: Bool { null != nil }

  /// The value on one line, for messages.
  var excerpt: String {
    switch self {
    case .scalar(let scalar): scalar.string
    case .sequence(let sequence): "[" + sequence.map(\.excerpt).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      "{" + mapping.map { "\($0.key.excerpt): \($0.value.excerpt)" }.joined(separator: ", ") + "}"
    case .alias: "an alias"
    }
  }
}
