import HarmonizationPixels
import HarmonizationData

extension SampleCollection {
  /// The collection after a pass over all samples, which also measures photos' foregrounds.
  ///
  /// - Parameters:
  ///   - role: what the samples are for, for notes.
  ///   - skipsBad: leave samples out that cannot be used.
  ///   - workers: threads; all cores if nil.
  ///   - peers: the processes among which the work is divided.
  ///   - note: told what is left out.
  /// - Throws: `DataError.badSamples` with all samples that cannot be used.
  func checked(
    as role: String, skipsBad: Bool, workers: Int?, peers: Peers = Peers(), note: (String) -> Void
  ) throws -> SampleCollection {
    note("\(role): checks \(source.count) samples")
    let check = try self.check(workers: workers, among: peers)
    let bad = source.problems + check.bad.sorted { $0.key < $1.key }.map(\.value)
    try Self.report(
      bad, total: source.count + source.problems.count, role: role, skipsBad: skipsBad, note: note)
    guard !check.good.isEmpty else { throw DataError.noSamples(path: role) }
    return selecting(check.good, statistics: check.statistics)
  }

  /// Every bad sample becomes a note; throws them together unless they may be skipped.
  static func report(
    _ bad: [BadSample], total: Int, role: String, skipsBad: Bool, note: (String) -> Void
  ) throws {
    for sample in bad { note("\(role): \(skipsBad ? "leaves out" : "cannot use") \(sample.name): \(sample.reason)") }
    if !bad.isEmpty, !skipsBad { throw DataError.badSamples(bad, total: total) }
  }

  /// The samples at `indices`, with the foregrounds of photos, one for each index.
  func selecting(_ indices: [Int], statistics: [ForegroundStatistics?]) -> SampleCollection {
    let isWhole = indices == Array(0..<source.count)
    var selected = SampleCollection(
      source: isWhole ? source : SelectedSamples(source, indices: indices), hasPhotos: hasPhotos, places: places)
    if hasPhotos {
      selected.references = ReferenceLibrary(
        statistics: statistics, categories: indices.map { source.category(at: $0) })
    }
    return selected
  }
}
