/// Several sets as one, in order.
public struct CombinedSource: SampleSource {
  private let parts: [any SampleSource]
  /// The first index of each part, and the total.
  private let starts: [Int]

  /// The concatenation of `parts`.
  ///
  /// - Throws: `DataError.noSamples` if there is no sample in all of them.
  public init(_ parts: [any SampleSource]) throws {
    self.parts = parts
    starts = parts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    guard count > 0 else { throw DataError.noSamples(path: "combined data") }
  }

  /// The number of samples of all parts.
  public var count: Int { starts.last ?? 0 }

  /// The problems of all parts.
  public var problems: [BadSample] { parts.flatMap(\.problems) }

  /// The part's name for it.
  public func name(at index: Int) -> String { locate(index).map { $0.part.name(at: $0.index) } ?? "?" }

  /// The part's label.
  public func category(at index: Int) -> String? { locate(index).flatMap { $0.part.category(at: $0.index) } }

  /// Reads from the part.
  public func sample(at index: Int) throws -> Sample {
    try requireIndex(index)
    guard let place = locate(index) else { throw DataError.noSamples(path: "combined data") }
    return try place.part.sample(at: place.index)
  }

  private func locate(_ index: Int) -> (part: any SampleSource, index: Int)? {
    guard (0..<count).contains(index), let part = starts.lastIndex(where: { $0 <= index && $0 < count }) else {
      return nil
    }
    // Empty parts share their start with the next one; the last of equal starts is the one that contains samples.
    return parts.indices.contains(part) ? (parts[part], index - starts[part]) : nil
  }
}
