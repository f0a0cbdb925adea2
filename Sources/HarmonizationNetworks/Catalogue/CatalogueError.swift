/// A name that is not in the ``Catalogue``.
public enum CatalogueError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No configuration has this name.
  case unknown(String, known: [String])

  /// One line for people, with the names that come nearest.
  public var description: String {
    switch self {
    case .unknown(let name, let known):
      let near = known.sorted { $0.editDistance(to: name) < $1.editDistance(to: name) }.prefix(3)
      return "no network is called '\(name)'; did you mean \(near.joined(separator: ", "))? "
        + "`harmonize networks` lists all \(known.count)"
    }
  }
}
