import HarmonizationPixels
import HarmonizationData

extension SampleCollection {
  /// The samples that a run started with, in its order.
  ///
  /// - Parameters:
  ///   - recorded: what it started with.
  ///   - decodedShortSide: the size at which pictures are decoded now.
  ///   - folder: the run's folder, for errors.
  ///   - skipsBad: let the next sample take the place of one that is missing or cannot be used; all samples are then checked.
  ///   - workers: threads; all cores if nil.
  ///   - peers: the processes among which the work is divided.
  ///   - note: told what is other than it was.
  /// - Throws: ``TrainingError/incompatibleRun(path:reason:)`` for other data; `DataError.badSamples`.
  func restored(
    _ recorded: RecordedSamples, decodedShortSide: Int?, folder: String, skipsBad: Bool, workers: Int?,
    peers: Peers = Peers(), note: (String) -> Void
  ) throws -> SampleCollection {
    var places = recorded.places(in: self)
    try requireSameData(recorded, at: places, decodedShortSide: decodedShortSide, folder: folder, note: note)
    let missing = zip(recorded.names, places).filter { $0.1 == nil }.map {
      BadSample(name: $0.0, reason: "is no longer in the data")
    }
    try Self.report(missing, total: places.count, role: "training", skipsBad: skipsBad, note: note)
    var statistics: [Int: ForegroundStatistics] = [:]
    if skipsBad || hasPhotos {
      let check = try self.check(workers: workers, among: peers)
      let bad = places.compactMap { $0.flatMap { check.bad[$0] } }
      try Self.report(bad, total: places.count, role: "training", skipsBad: skipsBad, note: note)
      places = places.map { place in place.flatMap { check.bad[$0] == nil ? $0 : nil } }
      for (index, measured) in zip(check.good, check.statistics) { statistics[index] = measured }
    }
    let indices = try Self.filled(places)
    let known = Set(recorded.names)
    let extra = (0..<source.count).count { !known.contains(source.name(at: $0)) }
    if extra > 0 { note("training: \(extra) samples are not among those the run started with and are not used") }
    return selecting(indices, statistics: indices.map { statistics[$0] })
  }

  private func requireSameData(
    _ recorded: RecordedSamples, at places: [Int?], decodedShortSide: Int?, folder: String, note: (String) -> Void
  ) throws {
    func refuse(_ reason: String) -> TrainingError {
      .incompatibleRun(path: folder, reason: "the data are not those that it was started with: \(reason)")
    }
    guard 2 * places.count(where: { $0 != nil }) > places.count else {
      throw refuse("of its \(places.count) samples, such as \(recorded.names.first ?? "?"), most are missing")
    }
    guard decodedShortSide == recorded.decodedShortSide else { return }
    let changed = recorded.changedProbes(self, places: places)
    guard 2 * changed.count <= recorded.probes.count else {
      throw refuse("\(changed.joined(separator: ", ")) have other pixels")
    }
    for name in changed { note("training: \(name) has other pixels than when the run started") }
  }

  /// Gives the place of a missing sample to the next one that is there.
  private static func filled(_ places: [Int?]) throws -> [Int] {
    guard let first = places.lazy.compactMap({ $0 }).first else { throw DataError.noSamples(path: "training") }
    var next = first
    return places.reversed().map { place in
      next = place ?? next
      return next
    }.reversed()
  }
}
