import Foundation
import HarmonizationImaging
import HarmonizationPixels
import HarmonizationSupport
import Synchronization

/// Makes composites with known truth from photos with masks, as iHarmony4 was made (Cong et al., CVPR 2020, section 3):
/// a photo's foreground takes the colours of another photo's foreground, by a method of `StatisticalTransfer`.
///
/// Every photo's result depends on the seed and the photo's name alone, so runs of any number of threads, interrupted and
/// continued runs, and runs over a part of the photos make the same files.
public struct Synthesizer: Sendable {
  /// What is made.
  public let options: SynthesisOptions
  private let photos: PhotoSet

  /// A synthesizer for a set of photos; throws `DataError.invalidParameter`.
  public init(_ photos: PhotoSet, options: SynthesisOptions = SynthesisOptions(), decoder: PictureDecoder = .imaging())
    throws
  {
    try options.validate()
    self.photos = photos
    self.options = options
  }

  /// Writes `<folder>/<subset>/{composite_images,masks,real_images}` and the lists.
  ///
  /// Files appear complete or not at all. Photos that an earlier run finished are skipped; an unreadable photo is reported
  /// and passed over. Lists are written at the end.
  /// - Parameters:
  ///   - folder: where the data set goes; made if it does not exist.
  ///   - progress: called from any thread with the photos done and their total.
  /// - Throws: `DataError` where nothing can be written or no photo can be used.
  public func synthesize(
    into folder: URL, progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> SynthesisReport {
    try requireDistinctNames()
    let output = try SynthesisFolder(folder.appendingPathComponent(options.subset), settings: options.fingerprint)
    let library = measureReferences()
    let counter = Counter(total: photos.count, report: progress)
    let outcomes = try parallelMap(photos.count, workers: options.workers) { index in
      defer { counter.advance() }
      return try outcome(of: index, library, output)
    }
    return try finish(outcomes, output)
  }

  private func requireDistinctNames() throws {
    var seen: [String: String] = [:]
    for entry in photos.entries {
      guard let other = seen.updateValue(entry.name, forKey: SynthesisFolder.photoName(entry.name)) else { continue }
      throw DataError.unknownLayout(
        path: entry.image, reason: "'\(entry.name)' and '\(other)' would get the same name; rename one")
    }
  }

  private func measureReferences() -> ReferenceLibrary {
    let statistics = try? parallelMap(photos.count, workers: options.workers) { index in
      // A photo that cannot be read serves as no reference; its own turn reports why.
      (try? photos.sample(at: index)).flatMap { ForegroundStatistics(of: $0.target, mask: $0.mask) }
    }
    return ReferenceLibrary(
      statistics: statistics ?? [], categories: (0..<photos.count).map { photos.category(at: $0) })
  }

  private func outcome(of index: Int, _ library: ReferenceLibrary, _ output: SynthesisFolder) throws -> PhotoOutcome {
    let name = SynthesisFolder.photoName(photos.entries[index].name)
    if let earlier = output.outcome(of: name) { return earlier }
    let sample: Sample
    do { sample = try photos.sample(at: index) } catch { return PhotoOutcome(failure: "\(error)") }
    guard let source = library.statistics.indices.contains(index) ? library.statistics[index] : nil else {
      return PhotoOutcome(failure: "\(DataError.emptyMask(path: photos.entries[index].mask))")
    }
    var random = CounterRandom(options.seed, StableKey.key(photos.entries[index].name)).stream(.recolouring)
    var outcome = PhotoOutcome()
    for position in random.permutation(options.methods.count)
    where outcome.composites.count < options.compositesPerPhoto {
      let method = options.methods[position]
      guard
        let composite = try draw(
          method, index: index, sample: sample, source: source, library: library, random: &random,
          rejections: &outcome.rejections)
      else {
        continue
      }
      let made = PhotoOutcome.Made(name: "\(name)_1_\(method.number).jpg", method: method)
      try output.write(composite: composite, named: made.name, quality: options.quality)
      outcome.composites.append(made)
    }
    if !outcome.composites.isEmpty { try output.write(sample, photos.entries[index], named: name) }
    try output.write(outcome, of: name)
    return outcome
  }

  private func draw(
    _ method: RecolouringMethod, index: Int, sample: Sample, source: ForegroundStatistics,
    library: ReferenceLibrary, random: inout CounterRandom, rejections: inout [RecolouringRejection]
  ) throws -> Raster<UInt8>? {
    for _ in 0..<options.attempts {
      var (map, strength) = (ColourMap.identity, 1.0)
      if let transfer = method.transfer {
        guard let reference = library.reference(for: index, sameCategory: options.sameCategory, &random) else {
          return nil
        }
        map = transfer.map(from: source, to: reference)
        strength = random.uniform(in: options.strength)
      } else {
        map = options.tone.draw(&random).map
      }
      let result = try Recolouring(photo: sample.target, mask: sample.mask, map: map, strength: strength)
      guard let rejection = options.limits.rejection(of: result.measurement) else { return result.composite }
      rejections.append(rejection)
    }
    return nil
  }

  private func finish(_ outcomes: [PhotoOutcome], _ output: SynthesisFolder) throws -> SynthesisReport {
    var report = SynthesisReport()
    var lists: [Split: [String]] = [.train: [], .test: []]
    for (outcome, entry) in zip(outcomes, photos.entries) {
      for made in outcome.composites {
        report.composites += 1
        report.methods[made.method, default: 0] += 1
        if outcome.wasThere { report.reused += 1 }
        lists[split(of: entry.name), default: []].append(made.name)
      }
      for rejection in outcome.rejections { report.rejections[rejection, default: 0] += 1 }
      if let failure = outcome.failure { report.failures[entry.name] = failure }
      if outcome.composites.isEmpty, outcome.failure == nil { report.withoutComposite.append(entry.name) }
    }
    guard report.composites > 0 else { throw DataError.noSamples(path: output.url.path) }
    for (split, names) in lists { try output.writeList(names, subset: options.subset, split) }
    return report
  }

  private func split(of name: String) -> Split {
    var random = CounterRandom(options.seed, StableKey.key(name)).stream(.selection)
    return random.chance(options.testShare) ? .test : .train
  }
}

/// Counts from many threads.
private final class Counter: Sendable {
  private let done = Mutex(0)
  private let total: Int
  private let report: @Sendable (Int, Int) -> Void

  init(total: Int, report: @escaping @Sendable (Int, Int) -> Void) {
    self.total = total
    self.report = report
  }

  func advance() {
    done.withLock { done in
      done += 1
      report(done, total)
    }
  }
}
