import Foundation

/// The weights that are used where none are named.
public enum DefaultModel {
  /// Names a weights file, before all other places.
  public static let environmentVariable = "HARMONIZE_MODEL"
  /// The file's name in every folder that is looked into.
  public static let fileName = "default.safetensors"

  /// The path of the first default model that exists: the environment's, the user's, the installed one, the checkout's.
  ///
  /// - Throws: ``HarmonizationError/noDefaultModel(searched:)`` with all places, or
  ///   ``HarmonizationError/missingModel(path:variable:)`` where the environment names a file that is not there.
  public static func path(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
    if let named = environment[environmentVariable], !named.isEmpty {
      guard FileManager.default.fileExists(atPath: named) else {
        throw HarmonizationError.missingModel(path: named, variable: environmentVariable)
      }
      return named
    }
    let places = candidates(environment: environment)
    guard let found = places.first(where: FileManager.default.fileExists(atPath:)) else {
      throw HarmonizationError.noDefaultModel(searched: places)
    }
    return found
  }

  /// Where a default model may lie, best first.
  static func candidates(environment: [String: String]) -> [String] {
    let home = environment["HOME"] ?? NSHomeDirectory()
    let configuration = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(home)/.config"
    let executable = URL(fileURLWithPath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
    let folder = (Bundle.main.executableURL ?? executable).resolvingSymlinksInPath().deletingLastPathComponent()
    var places = ["\(configuration)/harmonize", folder.appendingPathComponent("../share/harmonize").standardized.path]
    // A build inside a checkout: .build/<triple>/<configuration>/harmonize.
    var parent = folder
    for _ in 0..<4 {
      parent.deleteLastPathComponent()
      places.append(parent.appendingPathComponent("Models").path)
    }
    return places.map { "\($0)/\(fileName)" }
  }
}
