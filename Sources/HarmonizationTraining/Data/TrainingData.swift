import Foundation
import HarmonizationData

/// What a run trains on and is validated on.
public struct TrainingData: Sendable {
  /// Samples for training.
  public var training: SampleCollection
  /// Samples for validation; nil for none.
  public var validation: SampleCollection?

  /// Given sets.
  public init(training: SampleCollection, validation: SampleCollection? = nil) {
    self.training = training
    self.validation = validation
  }

  /// Opens places on disk; see ``SampleCollection/init(_:split:labels:shortSide:)``.
  ///
  /// - Parameters:
  ///   - training: places to train on, of which iHarmony4 folders give their training lists.
  ///   - validation: places to validate on, of which iHarmony4 folders give their test lists; where it is empty, the test
  ///     lists of `training` are used if there are any, as the reference does.
  ///   - labels: a CSV with the categories of photos.
  ///   - shortSide: decode pictures no larger than this.
  /// - Throws: `DataError`, ``TrainingError/data(path:reason:)``.
  public init(training: [String], validation: [String], labels: String? = nil, shortSide: Int? = nil) throws {
    self.training = try SampleCollection(training, split: .train, labels: labels, shortSide: shortSide)
    let subsets = training.filter { SampleCollection.Place($0) == .iHarmony4 }
    if !validation.isEmpty {
      self.validation = try SampleCollection(validation, split: .test, labels: labels, shortSide: shortSide)
    } else if !subsets.isEmpty {
      self.validation = try Self.testLists(of: subsets, shortSide)
    }
  }

  /// The test lists of training folders; nil where they have none.
  private static func testLists(of subsets: [String], _ shortSide: Int?) throws -> SampleCollection? {
    do { return try SampleCollection(subsets, split: .test, shortSide: shortSide) } catch let error as DataError {
      switch error {
      case .noSamples, .missingFile: return nil
      default: throw error
      }
    }
  }
}

/// Samples from one or several places.
public struct SampleCollection: Sendable {
  /// All samples, place after place.
  public let source: any SampleSource
  /// Whether some are photos without a composite, which is then made by recolouring.
  public let hasPhotos: Bool

  /// Samples of any source; looks at the first one.
  public init(_ source: any SampleSource) throws {
    guard source.count > 0 else { throw DataError.noSamples(path: "the data") }
    self.source = source
    hasPhotos = try source.sample(at: 0).composite == nil
  }

  /// Opens places: folders with `images` and `masks`, folders in iHarmony4's layout or
  /// of such, and `generated` or `generated:COUNT` for ``GeneratedScenes``.
  ///
  /// - Parameters:
  ///   - places: paths; at least one.
  ///   - split: which lists of iHarmony4 folders.
  ///   - labels: a CSV with the categories of photos; see `PhotoSet`.
  ///   - shortSide: decode pictures no larger than this; nil for their own size.
  /// - Throws: `DataError`; ``TrainingError/data(path:reason:)`` for a place of no known kind.
  public init(_ places: [String], split: Split, labels: String? = nil, shortSide: Int? = nil) throws {
    var parts: [any SampleSource] = []
    var hasPhotos = false
    for path in places {
      for part in try Self.open(path, split, labels, shortSide) {
        parts.append(part)
        hasPhotos = try hasPhotos || part.sample(at: 0).composite == nil
      }
    }
    guard let first = parts.first else { throw DataError.noSamples(path: places.joined(separator: ", ")) }
    source = parts.count == 1 ? first : try CombinedSource(parts)
    self.hasPhotos = hasPhotos
  }

  /// What a path leads to.
  enum Place: Equatable {
    case generated(count: Int)
    /// Shards of a version before 0.2, no longer read.
    case oldPack
    case photos
    case iHarmony4
    case unknown

    init(_ path: String) {
      let parts = path.split(separator: ":", omittingEmptySubsequences: false)
      if parts.first == "generated", parts.count <= 2 {
        let count = parts.count == 1 ? 512 : Int(parts[1]) ?? 0
        self = count > 0 ? .generated(count: count) : .unknown
        return
      }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      if path.hasSuffix(".hpack") || names.contains(where: { $0.hasSuffix(".hpack") && !$0.hasPrefix(".") }) {
        self = .oldPack
      } else if names.contains("images"), names.contains("masks") {
        self = .photos
      } else if (try? IHarmony4Subset.folders(under: URL(fileURLWithPath: path))) != nil {
        self = .iHarmony4
      } else {
        self = .unknown
      }
    }
  }

  /// What an evaluation of packed pictures measures, a line for each place that is a pack with changed pixels.
  public static func packNotes(_ places: [String]) -> [String] {
    places.compactMap { path in
      guard let note = PackNote(folder: URL(fileURLWithPath: path)), !note.isExact else { return nil }
      return "\(path): packed (\(note)): the numbers are those of these pictures, not of the originals"
    }
  }

  private static func open(
    _ path: String, _ split: Split, _ labels: String?, _ shortSide: Int?
  ) throws -> [any SampleSource] {
    let url = URL(fileURLWithPath: path)
    let decoder = PictureDecoder.imaging(shortSide: shortSide)
    switch Place(path) {
    case .generated(let count): return [GeneratedScenes(count: count, seed: split == .train ? 0 : 1)]
    case .oldPack:
      throw TrainingError.data(
        path: path,
        reason: "is a pack in the format of version 0.1 (*.hpack), which is no longer read; pack the original data "
          + "again with 'harmonize pack'")
    case .photos:
      return [try PhotoSet(folder: url, labels: labels.map { URL(fileURLWithPath: $0) }, decoder: decoder)]
    case .iHarmony4: return try subsets(url, split, decoder)
    case .unknown:
      throw TrainingError.data(
        path: path,
        reason: "is no data set: no folder with images and masks, none in iHarmony4's layout, nor "
          + "'generated:COUNT'")
    }
  }

  /// The subsets under a folder; one whose list is empty is passed over where others have samples.
  private static func subsets(_ url: URL, _ split: Split, _ decoder: PictureDecoder) throws -> [any SampleSource] {
    var subsets: [any SampleSource] = []
    var missing: DataError?
    for folder in try IHarmony4Subset.folders(under: url) {
      do { subsets.append(try IHarmony4Subset(folder: folder, split: split, decoder: decoder)) } catch let error
        as DataError
      {
        guard case .noSamples = error else { throw error }
        missing = error
      }
    }
    if subsets.isEmpty, let missing { throw missing }
    return subsets
  }
}

extension SampleCollection {
  /// A pipeline over these samples; photos become composites by `recolouring`, or by its defaults where that is nil.
  ///
  /// Photos' foregrounds are measured first, a pass over the data.
  func pipeline(
    _ augmentation: Augmentation, recolouring: RecolouringDistribution?, seed: UInt64, workers: Int?
  ) throws -> SamplePipeline {
    var recolourer: Recolourer?
    if hasPhotos {
      let references = try ReferenceLibrary.measuring(source, workers: workers)
      recolourer = try Recolourer(recolouring ?? RecolouringDistribution(), references: references)
    } else if let recolouring {
      recolourer = try Recolourer(recolouring, references: .empty)
    }
    return try SamplePipeline(source: source, augmentation: augmentation, recolourer: recolourer, seed: seed)
  }

  /// At most `limit` samples, evenly spread; all where it is nil.
  public func limited(to limit: Int?) throws -> SampleCollection {
    guard let limit, limit < source.count else { return self }
    return SampleCollection(source: SelectedSamples(source, limit: limit), hasPhotos: hasPhotos)
  }

  private init(source: any SampleSource, hasPhotos: Bool) {
    self.source = source
    self.hasPhotos = hasPhotos
  }
}
