import HarmonizationSupport

/// The user's folder with trained weights, where weights are found by their name.
public struct ModelFolder: Sendable {
  /// The folder; it may not exist yet.
  public let path: String

  /// The user's.
  ///
  /// - Parameter installation: Where it is.
  public init(by installation: Installation = .current) { path = installation.modelsFolder }

  /// Suffixes of weights, the first that exists is taken.
  private static let suffixes = [".safetensors", ".pth"]

  /// The names of the weights files in it, sorted.
  public var fileNames: [String] {
    FileSystem.names(in: path).filter { name in Self.suffixes.contains { name.lowercased().hasSuffix($0) } }.sorted()
  }

  /// The path of the file of this name, with or without its suffix, whatever its case; nil if there is none.
  public func file(named name: String) -> String? {
    let (wanted, names) = (([""] + Self.suffixes).map { name + $0 }, fileNames)
    let found =
      wanted.first(where: names.contains)
      ?? names.first { name in wanted.contains { $0.lowercased() == name.lowercased() } }
    return found.map { "\(path)/\($0)" }
  }

  /// The file that a user means by `weights`: a path, or a name in this folder.
  ///
  /// - Parameter weights: a file that exists; else the name of one in the folder, or `default`, ``DefaultModel``; else it is
  ///   returned as it is, if it looks like a path.
  /// - Throws: ``HarmonizationError/modelNotHere(name:folder:fetchable:)`` for a name of which there is no file;
  ///   as ``DefaultModel/path(by:)``.
  public func resolve(_ weights: String) throws -> String {
    if FileSystem.exists(weights) || weights.isEmpty { return weights }
    guard !weights.contains("/") else { return weights }
    if let found = file(named: weights) { return found }
    let name = Self.suffixes.first { weights.hasSuffix($0) }.map { String(weights.dropLast($0.count)) } ?? weights
    let published = PublishedModel.named(name)
    if published == .shipped, name == weights { return try DefaultModel.path() }
    if published == nil, name != weights { return weights }
    throw HarmonizationError.modelNotHere(
      name: weights, folder: path, fetchable: published.flatMap { $0.address == nil ? nil : $0.name })
  }
}
