/// What one method reached on a set of images under one protocol.
public struct EvaluationResult: Sendable, Equatable {
  /// Name of the method, for tables.
  public var method: String
  /// How the numbers were made.
  public let evaluation: EvaluationSetting
  /// Measured images, in the order of the data set.
  public let images: [ImageResult]
  /// Images that could not be measured.
  public let failures: [EvaluationFailure]
  /// With what it was made; nil if that is unknown.
  public var provenance: Provenance?

  /// A result of `method` under `evaluation`.
  public init(
    method: String, evaluation: EvaluationSetting, images: [ImageResult], failures: [EvaluationFailure] = []
  ) {
    self.method = method
    self.evaluation = evaluation
    self.images = images
    self.failures = failures
  }

  /// Names of the subsets, in the order in which they first appear.
  public var subsetNames: [String] {
    var seen = Set<String>()
    return images.map(\.subset).filter { seen.insert($0).inserted }
  }

  /// Means of each subset.
  public var subsets: [SubsetSummary] {
    let bySubset = Dictionary(grouping: images, by: \.subset)
    return subsetNames.map { SubsetSummary(name: $0, images: bySubset[$0] ?? []) }
  }

  /// Means over all images, whatever their subset.
  public var all: SubsetSummary { SubsetSummary(name: "All", images: images) }

  /// Subsets and, if there are several, all images together.
  public var rows: [SubsetSummary] {
    let subsets = subsets
    return subsets.count == 1 ? subsets : subsets + [all]
  }

  /// Whether the true pictures themselves were the input, so that ``MetricMeans/fmae`` is what the method changed needlessly.
  public var isOfUntouchedPhotos: Bool { !images.isEmpty && images.allSatisfy { $0.composite?.mse == 0 } }

  /// The method's name with the protocol's, for headings.
  public var title: String { "\(method), \(evaluation.summary)" }
}
