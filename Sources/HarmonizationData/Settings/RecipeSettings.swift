/// A part of a recipe: every stored property is a key of the same name, and its initial value the default.
///
/// `Codable` is the compiler's: a recipe is decoded from a complete tree, the defaults with the recipe's YAML merged over them, so
/// that a new key is one line, its property.
public protocol RecipeSettings: Sendable, Equatable, Codable {
  /// The defaults.
  init()

  /// Keys of earlier versions, each with the key that has replaced it; using one is an error that names the new one.
  static var formerKeys: [String: String] { get }
}

extension RecipeSettings {
  /// No key was renamed.
  public static var formerKeys: [String: String] { [:] }
}
