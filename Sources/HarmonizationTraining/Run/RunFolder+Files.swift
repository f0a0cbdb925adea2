import Foundation
import HarmonizationSupport

extension RunFolder {
  /// Writes a file that appears whole or not at all.
  func write(_ data: Data, to url: URL) throws {
    try FileSystem.createFolder(url.deletingLastPathComponent().path)
    try AtomicFile.write(data, to: url.path)
  }

  /// Adds a line with the time to the log. The log is for people: if it cannot be written, the run continues.
  public func note(_ line: String) {
    let bytes = Data("\(Date().ISO8601Format()) \(line)\n".utf8)
    if !FileManager.default.fileExists(atPath: log.path) { try? Data().write(to: log) }
    guard let handle = try? FileHandle(forWritingTo: log) else { return }
    defer { try? handle.close() }
    _ = try? handle.seekToEnd()
    try? handle.write(contentsOf: bytes)
  }

  /// Renames the best weights, which later scores are not compared with; returns their new place.
  func setBestAside(step: Int) throws -> URL {
    let kept = best.deletingLastPathComponent().appendingPathComponent("best-until-step-\(step).safetensors")
    guard FileManager.default.fileExists(atPath: best.path) else { return kept }
    do {
      try? FileManager.default.removeItem(at: kept)
      try FileManager.default.moveItem(at: best, to: kept)
    } catch { throw FileError(writing: error, path: kept.path) }
    return kept
  }

  /// The samples that the run started with; nil for a run that has none written down.
  func recordedSamples() throws -> RecordedSamples? {
    guard let data = try? Data(contentsOf: samples) else { return nil }
    do { return try JSONDecoder().decode(RecordedSamples.self, from: data) } catch {
      throw FileError(
        .unreadable("it is damaged; delete it to resume with the data as they are"), path: samples.path)
    }
  }

  /// Writes down the samples that the run starts with.
  func record(_ recorded: RecordedSamples) throws { try write(try JSONEncoder().encode(recorded), to: samples) }

  /// The recipe that the run in the folder was begun with, with single keys replaced.
  ///
  /// - Throws: ``TrainingError``, `FileError`.
  public func snapshot(settings: [String] = []) throws -> Recipe {
    let text: String
    do { text = try String(contentsOf: recipe, encoding: .utf8) } catch {
      throw FileError(.unreadable(error.localizedDescription), path: recipe.path)
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

  /// Writes the resolved recipe down. A different one that the run had before is kept under another name.
  ///
  /// - Parameters:
  ///   - recipe: the recipe from here on.
  ///   - step: updates made by the recipe before.
  /// - Returns: What has changed, a line for each setting.
  @discardableResult
  func adopt(_ recipe: Recipe, step: Int = 0) throws -> [String] {
    let text = Data(try recipe.yaml().utf8)
    guard isResumed, let before = try? snapshot(), before != recipe else {
      try write(text, to: self.recipe)
      return []
    }
    let kept = url.appendingPathComponent("recipe-until-step-\(step).yml")
    try write(try Data(contentsOf: self.recipe), to: kept)
    try write(text, to: self.recipe)
    return try recipe.changes(since: before) + ["the recipe until here is kept as \(kept.lastPathComponent)"]
  }
}
