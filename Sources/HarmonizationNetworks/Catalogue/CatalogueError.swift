/// A name that is not in the ``Catalogue``.
public enum CatalogueError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No configuration has this name.
  case unknown(String, known: [String])

  /// One line for people, with the names that come nearest.
  public var description: String {
    switch self {
    case .unknown(let name, let known):
      let near = known.sorted { Self.distance($0, name) < Self.distance($1, name) }.prefix(3)
      return "no network is called '\(name)'; did you mean \(near.joined(separator: ", "))? "
        + "`harmonize networks` lists all \(known.count)"
    }
  }

  /// Levenshtein's edit distance.
  private static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, character) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let substituted = diagonal + (b[j] == character ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
