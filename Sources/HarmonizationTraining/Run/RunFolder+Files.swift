import Foundation
import HarmonizationSupport

extension RunFolder {
  /// Writes a file that appears whole or not at all.
  func write(_ data: Data, to url: URL) throws {
    do throws(FileError) {
      try FileSystem.createFolder(url.deletingLastPathComponent().path)
      try AtomicFile.write(data, to: url.path)
    } catch { throw TrainingError.unwritable(path: error.path, reason: error.reason) }
  }

  /// The recipe that the run in the folder was begun with, with single keys replaced.
  ///
  /// - Throws: ``TrainingError``
  public func snapshot(settings: [String] = []) throws -> Recipe {
    let text: String
    do { text = try String(contentsOf: recipe, encoding: .utf8) } catch {
      throw TrainingError.unreadable(path: recipe.path, reason: error.localizedDescription)
    }
    return try RecipeLibrary.recipe(yaml: text, file: recipe.path, settings: settings)
  }

  /// Checks that nothing was changed on which the course of a resumed run depends.
  ///
  /// - Throws: ``TrainingError/incompatibleRun(path:reason:)`` with the keys.
  func check(_ recipe: Recipe) throws {
    guard isResumed else { return }
    let conflicts = recipe.conflicts(withSnapshot: try snapshot())
    guard conflicts.isEmpty else {
      throw TrainingError.incompatibleRun(
        path: url.path,
        reason: "these settings differ from those it was begun with: \(conflicts.joined(separator: ", "))")
    }
  }

  /// Writes the resolved recipe down.
  func adopt(_ recipe: Recipe) throws { try write(Data(try recipe.yaml().utf8), to: self.recipe) }
}
