import Foundation
import HarmonizationSupport
import Yams

/// Recipes by name or path: files that say what differs from what they extend.
public struct RecipeLibrary: Sendable {
  /// Folders that are looked into, best first.
  public let folders: [URL]

  /// A library of these folders.
  public init(folders: [URL]) { self.folders = folders }

  /// `Recipes` in the current folder, `share/harmonize/recipes` beside the installed tool, `Recipes` of the checkout that
  /// the tool was built in.
  public static var standard: RecipeLibrary {
    let current = FileManager.default.currentDirectoryPath + "/Recipes"
    let shared = Installation.current.sharedFolders(installed: "recipes", checkout: "Recipes")
    return RecipeLibrary(folders: ([current] + shared.filter { $0 != current }).map(URL.init(fileURLWithPath:)))
  }

  /// The names of all recipes in the first folder that has any.
  public var names: [String] {
    for folder in folders {
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      let names = files.filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()
      if !names.isEmpty { return names }
    }
    return []
  }

  /// A recipe with everything that it extends, and single keys replaced.
  ///
  /// - Parameters:
  ///   - name: a name, or the path of a YAML file.
  ///   - settings: such as `schedule.milestones=[160,175]`; later ones win.
  /// - Throws: ``TrainingError``, with the file and the path of a key that is unknown or has no sense.
  public func recipe(_ name: String, settings: [String] = []) throws -> Recipe {
    try Self.decoded(try tree(name, beside: nil, extending: []), settings: settings, file: name)
  }

  /// The recipe in a text that extends nothing, such as a run's snapshot.
  public static func recipe(yaml: String, file: String, settings: [String] = []) throws -> Recipe {
    try decoded(try RecipeTree.parse(yaml, file: file), settings: settings, file: file)
  }

  private static func decoded(_ tree: Node, settings: [String], file: String) throws -> Recipe {
    var tree = tree
    for setting in settings { tree = RecipeTree.merged(tree, with: try RecipeTree.setting(setting)) }
    let recipe: Recipe
    do {
      var complete = try SettingsTree(Recipe())
      try complete.merge(tree)
      recipe = try YAMLDecoder().decode(Recipe.self, from: complete.node)
    } catch { throw TrainingError.recipe(file: file, reason: "\(error)") }
    try recipe.validate(file: file)
    return recipe
  }

  private func tree(_ name: String, beside folder: URL?, extending chain: [String]) throws -> Node {
    let url = try file(name, beside: folder)
    guard !chain.contains(url.path) else {
      throw TrainingError.recipe(file: url.path, reason: "extends: the recipes extend each other in a circle")
    }
    let text: String
    do { text = try String(contentsOf: url, encoding: .utf8) } catch {
      throw FileError(.unreadable("no such file, or it is not UTF-8 text"), path: url.path)
    }
    var tree = try RecipeTree.parse(text, file: url.path)
    guard let base = RecipeTree.remove("extends", from: &tree) else { return tree }
    let below = try self.tree(base, beside: url.deletingLastPathComponent(), extending: chain + [url.path])
    return RecipeTree.merged(below, with: tree)
  }

  private func file(_ name: String, beside folder: URL?) throws -> URL {
    if name.contains("/") || name.hasSuffix(".yml") || name.hasSuffix(".yaml") {
      return URL(fileURLWithPath: name, relativeTo: folder).standardizedFileURL
    }
    let places = (folder.map { [$0] } ?? []) + folders
    let candidates = places.map { $0.appendingPathComponent(name + ".yml") }
    guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
      throw TrainingError.unknownRecipe(name: name, known: names, searched: places.map(\.path))
    }
    return found.standardizedFileURL
  }
}
