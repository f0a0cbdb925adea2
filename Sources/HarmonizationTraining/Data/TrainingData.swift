import Foundation
import HarmonizationData

/// What a run trains on and is validated on.
public struct TrainingData: Sendable {
  /// Samples for training.
  public var training: SampleCollection
  /// Samples for validation; nil for none.
  public var validation: SampleCollection?
  /// What the run should say about its data.
  public private(set) var notes: [String] = []

  /// Given sets.
  public init(training: SampleCollection, validation: SampleCollection? = nil) {
    self.training = training
    self.validation = validation
    if validation == nil { notes = [Self.noValidation] }
  }

  /// Opens places on disk; see ``SampleCollection/init(_:split:labels:shortSide:keepsProblems:)``.
  ///
  /// Samples whose files are missing are found here and reported when the run checks its data, with those that cannot be read.
  ///
  /// - Parameters:
  ///   - training: places to train on, of which iHarmony4 folders give their training lists.
  ///   - validation: places to validate on, of which iHarmony4 folders give their test lists; where it is empty, the test
  ///     lists of `training` are used if there are any, as the reference does.
  ///   - labels: a CSV with the categories of photos.
  ///   - shortSide: decode pictures no larger than this.
  /// - Throws: `DataError`, ``TrainingError/data(path:reason:)``.
  public init(training: [String], validation: [String], labels: String? = nil, shortSide: Int? = nil) throws {
    self.training = try SampleCollection(
      training, split: .train, labels: labels, shortSide: shortSide, keepsProblems: true)
    if validation.isEmpty {
      try useTestLists(of: training.filter { SampleCollection.Place($0) == .iHarmony4 }, shortSide)
    } else {
      self.validation = try SampleCollection(
        validation, split: .test, labels: labels, shortSide: shortSide, keepsProblems: true)
    }
  }

  private static let noValidation =
    "no validation: nothing is measured and no best.safetensors is kept; --validation PATH names data for it"

  /// Validates on the test lists of training folders; says which folders have none.
  private mutating func useTestLists(of places: [String], _ shortSide: Int?) throws {
    var (listed, unlisted): ([String], [String]) = ([], [])
    for place in places {
      for folder in try IHarmony4Subset.folders(under: URL(fileURLWithPath: place)).map(\.path) {
        do {
          _ = try IHarmony4Subset(folder: URL(fileURLWithPath: folder), split: .test, keepsProblems: true)
          listed.append(folder)
        } catch let error as DataError where error.isAboutMissingList { unlisted.append(folder) }
      }
    }
    guard !listed.isEmpty else { return notes.append(Self.noValidation) }
    validation = try SampleCollection(listed, split: .test, shortSide: shortSide, keepsProblems: true)
    for folder in unlisted { notes.append("validation: leaves out \(folder), which has no test list") }
    notes.append(
      "validation: uses the test lists of the training data, as the reference does; best.safetensors is chosen by them, so report "
        + "figures of last.safetensors, or name other data with --validation")
  }
}

extension DataError {
  /// Whether a subset has no list, or an empty one.
  fileprivate var isAboutMissingList: Bool {
    switch self {
    case .noSamples: true
    case .missingFile(_, let neededBy): neededBy.hasPrefix("split ")
    default: false
    }
  }
}
