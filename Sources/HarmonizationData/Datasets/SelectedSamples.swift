/// Samples of another source, in any order and as often as wanted.
public struct SelectedSamples: SampleSource {
  private let base: any SampleSource
  private let indices: [Int]

  /// The samples of `base` at `indices`.
  public init(_ base: any SampleSource, indices: [Int]) {
    self.base = base
    self.indices = indices
  }

  /// At most `limit` samples of `base`, evenly spread.
  public init(_ base: any SampleSource, limit: Int) {
    let count = min(max(limit, 0), base.count)
    self.init(base, indices: (0..<count).map { $0 * base.count / count })
  }

  /// The number of samples selected.
  public var count: Int { indices.count }

  /// The problems of the source.
  public var problems: [BadSample] { base.problems }

  /// The source's name for it.
  public func name(at index: Int) -> String { indices.indices.contains(index) ? base.name(at: indices[index]) : "?" }

  /// The source's label for it.
  public func category(at index: Int) -> String? {
    indices.indices.contains(index) ? base.category(at: indices[index]) : nil
  }

  /// Reads from the source.
  public func sample(at index: Int) throws -> Sample {
    try requireIndex(index)
    return try base.sample(at: indices[index])
  }
}
