import HarmonizationSupport

/// The weights that are used where none are named.
public enum DefaultModel {
  /// Specifies a weights file, or the name of one in the ``ModelFolder``, before all other places.
  public static let environmentVariable = "HARMONIZE_MODEL"
  /// The file's name in every folder that is looked into.
  public static let fileName = "default.safetensors"

  /// The path of the first default model that exists: the environment's, the user's, the installed one, the checkout's.
  ///
  /// - Parameter installation: Where to look.
  /// - Throws: ``HarmonizationError/noDefaultModel(searched:)`` with all places, or
  ///   ``HarmonizationError/missingModel(path:variable:)`` if the environment specifies a file that does not exist.
  public static func path(by installation: Installation = .current) throws -> String {
    if let specified = installation.variable(environmentVariable) {
      if FileSystem.exists(specified) { return specified }
      guard !specified.contains("/"), let named = ModelFolder(by: installation).file(named: specified) else {
        throw HarmonizationError.missingModel(path: specified, variable: environmentVariable)
      }
      return named
    }
    let places = candidates(by: installation)
    guard let found = places.first(where: FileSystem.exists) else {
      throw HarmonizationError.noDefaultModel(searched: places)
    }
    return found
  }

  /// Where a default model may be, best first.
  static func candidates(by installation: Installation) -> [String] {
    ([installation.configurationFolder] + installation.sharedFolders(checkout: "Models")).map { "\($0)/\(fileName)" }
  }
}
