import Foundation
import HarmonizationData
import HarmonizationEvaluation

/// Samples from one or several places.
public struct SampleCollection: Sendable {
  /// All samples, place after place.
  public let source: any SampleSource
  /// Whether some are photos without a composite, which is then made by recolouring.
  public let hasPhotos: Bool
  /// The places as they were named; empty for samples that come from somewhere else.
  public let places: [String]
  /// The foregrounds of the photos, if they have been measured.
  var references: ReferenceLibrary?

  /// Samples of any source; looks at the first one.
  public init(_ source: any SampleSource) throws {
    guard source.count > 0 else { throw DataError.noSamples(path: "the data") }
    self.init(source: source, hasPhotos: try source.sample(at: 0).composite == nil, places: [])
  }

  /// Opens places: folders with `images` and `masks`, folders in iHarmony4's layout or
  /// of such, and `generated` or `generated:COUNT` for ``GeneratedScenes``.
  ///
  /// - Parameters:
  ///   - places: paths; at least one.
  ///   - split: which lists of iHarmony4 folders.
  ///   - labels: a CSV with the categories of photos; see `PhotoSet`.
  ///   - shortSide: decode pictures no larger than this; nil for their own size.
  ///   - keepsProblems: leave samples out whose files are missing, and keep them in the source's `problems`.
  /// - Throws: `DataError`; ``TrainingError/data(path:reason:)`` for a place of no known kind.
  public init(
    _ places: [String], split: Split, labels: String? = nil, shortSide: Int? = nil, keepsProblems: Bool = false
  ) throws {
    let opening = SampleReading(split: split, labels: labels, shortSide: shortSide, keepsProblems: keepsProblems)
    let parts = try places.flatMap { try opening.sources($0) }
    guard let first = parts.first else { throw DataError.noSamples(path: places.joined(separator: ", ")) }
    self.init(
      source: parts.count == 1 ? first : try CombinedSource(parts), hasPhotos: parts.contains(where: \.isOfPhotos),
      places: places)
  }

  /// A hash of all names and of the pixels of a few samples: equal for equal data, wherever they are.
  public var contentHash: String { RecordedSamples(self, decodedShortSide: nil).contentHash }

  /// A hash of all names alone: equal for the same samples at any size.
  public var namesHash: String {
    var hash = ContentHash()
    for index in 0..<source.count { hash.add(source.name(at: index)) }
    return hash.text
  }

  /// What a provenance says about the collection.
  ///
  /// - Parameter role: what it is used for.
  public func provenance(as role: String) -> Provenance.DataSet {
    Provenance.DataSet(role: role, paths: places, samples: source.count, hash: contentHash)
  }

  init(source: any SampleSource, hasPhotos: Bool, places: [String]) {
    self.source = source
    self.hasPhotos = hasPhotos
    self.places = places
  }

  /// What an evaluation of packed pictures measures, a line for each place that is a pack with changed pixels.
  public static func packNotes(_ places: [String]) -> [String] {
    places.compactMap { path in
      guard let note = PackNote(folder: URL(fileURLWithPath: path)), !note.isExact else { return nil }
      return "\(path): packed (\(note)): the numbers are those of these pictures, not of the originals"
    }
  }

  /// At most `limit` samples, evenly spread; all where it is nil.
  public func limited(to limit: Int?) throws -> SampleCollection {
    guard let limit, limit < source.count else { return self }
    return SampleCollection(source: SelectedSamples(source, limit: limit), hasPhotos: hasPhotos, places: places)
  }

  /// A pipeline over these samples; photos become composites by `recolouring`, or by its defaults where that is nil.
  ///
  /// Photos' foregrounds are measured first, a pass over the data, unless they have been.
  func pipeline(
    _ augmentation: Augmentation, recolouring: RecolouringDistribution?, seed: UInt64, workers: Int?
  ) throws -> SamplePipeline {
    var recolourer: Recolourer?
    if hasPhotos {
      let references = try references ?? ReferenceLibrary.measuring(source, workers: workers)
      recolourer = try Recolourer(recolouring ?? RecolouringDistribution(), references: references)
    } else if let recolouring {
      recolourer = try Recolourer(recolouring, references: .empty)
    }
    return try SamplePipeline(source: source, augmentation: augmentation, recolourer: recolourer, seed: seed)
  }
}

extension SampleSource {
  /// Whether the samples are photos without a composite: told by the first one that can be read.
  fileprivate var isOfPhotos: Bool {
    for index in 0..<count {
      if let sample = try? sample(at: index) { return sample.composite == nil }
    }
    return false
  }
}

/// How places are opened.
private struct SampleReading {
  let split: Split
  let labels: String?
  let shortSide: Int?
  let keepsProblems: Bool

  func sources(_ path: String) throws -> [any SampleSource] {
    let url = URL(fileURLWithPath: path)
    let decoder = PictureDecoder.imaging(shortSide: shortSide)
    switch SampleCollection.Place(path) {
    case .generated(let count): return [GeneratedScenes(count: count, seed: split == .train ? 0 : 1)]
    case .oldPack:
      throw TrainingError.data(
        path: path,
        reason: "is a pack in the format of version 0.1 (*.hpack), which is no longer read; pack the original data "
          + "again with 'harmonize pack'")
    case .photos:
      let labels = labels.map { URL(fileURLWithPath: $0) }
      return [try PhotoSet(folder: url, labels: labels, decoder: decoder, keepsProblems: keepsProblems)]
    case .iHarmony4: return try subsets(url, decoder)
    case .unknown:
      throw TrainingError.data(
        path: path,
        reason:
          "is not a data set: no folder with images and masks, none in iHarmony4's layout, nor "
          + "'generated:COUNT'")
    }
  }

  /// The subsets under a folder; one whose list is empty is passed over where others have samples.
  private func subsets(_ url: URL, _ decoder: PictureDecoder) throws -> [any SampleSource] {
    var subsets: [any SampleSource] = []
    var missing: DataError?
    for folder in try IHarmony4Subset.folders(under: url) {
      do {
        subsets.append(
          try IHarmony4Subset(folder: folder, split: split, decoder: decoder, keepsProblems: keepsProblems))
      } catch let error as DataError {
        guard case .noSamples = error else { throw error }
        missing = error
      }
    }
    if subsets.isEmpty, let missing { throw missing }
    return subsets
  }
}

extension SampleCollection {
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
}
