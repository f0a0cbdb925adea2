import HarmonizationImaging
import HarmonizationPixels
import HarmonizationSupport

/// How the photos of a batch belong together.
public enum SeriesRule: String, Sendable, CaseIterable {
  /// Each photo by itself.
  case none
  /// The photos of one folder.
  case folder
  /// The photos of one folder whose names begin alike, up to the last `-`, `_`, `.` or space: `shoe-red-01.jpg`, `shoe-red-02.jpg`.
  case prefix

  /// The name of a pair's series.
  public func series(of pair: PhotoPair) -> String {
    let name = FileName.withoutSuffix(pair.name)
    switch self {
    case .none: return pair.name
    case .folder: return FileSystem.folder(of: pair.name)
    case .prefix:
      let start = name.unicodeScalars.lastIndex(of: "/").map { name.unicodeScalars.index(after: $0) } ?? name.startIndex
      let end = name.unicodeScalars[start...].lastIndex { "-_. ".unicodeScalars.contains($0) }
      return String(name.unicodeScalars[..<(end ?? name.endIndex)])
    }
  }
}

/// What the photos of a batch have in common with their series.
public struct BatchSeries: Sendable {
  /// A photo's part in its series.
  public struct Member: Sendable {
    /// What the series is called.
    public let series: String
    /// How many photos the series' change was worked out from.
    public let count: Int
    /// How far the photo's own change is from that of the series: the root of the mean square over the objects' colours, in levels of
    /// 255.
    public let distance: Double
    let table: ColourTable
  }

  private var members: [[UInt8]: Member] = [:]

  /// The photo's part; nil for one whose own change could not be worked out.
  public func member(_ pair: PhotoPair) -> Member? { members[FileName.bytes(of: pair.photo)] }

  fileprivate mutating func add(_ series: String, _ photos: [(pair: PhotoPair, change: OwnChange)]) {
    let tables = photos.map(\.change.table)
    guard let change = SeriesChange(of: tables, colours: photos.flatMap(\.change.colours)) else { return }
    for (photo, distance) in zip(photos, change.distances) {
      members[FileName.bytes(of: photo.pair.photo)] = Member(
        series: series, count: photos.count, distance: distance, table: change.table)
    }
  }
}

/// What one photo's network says.
private struct OwnChange: Sendable {
  let table: ColourTable
  /// Some of the object's colours.
  let colours: [SIMD3<Float>]

  /// Colours of one photo: enough for a mean, few enough for a thousand photos.
  private static let mostColours = 64

  init(_ table: ColourTable, _ input: NetworkInput) {
    self.table = table
    let object = input.foreground.samples.indices.filter { input.foreground.samples[$0] >= 0.5 }
    let step = max(object.count / Self.mostColours, 1)
    colours = stride(from: 0, to: object.count, by: step).map { index in
      let start = 3 * object[index]
      return SIMD3(
        input.composite.samples[start], input.composite.samples[start + 1], input.composite.samples[start + 2])
    }
  }
}

extension BatchRunner {
  /// Works out one change for each series of photos, before any of them is written; needs a table of colours for each, about half a
  /// megabyte.
  ///
  /// Photos that fail here are left out; ``run(_:isInterrupted:progress:)`` says why.
  ///
  /// - Parameters:
  ///   - pairs: all photos.
  ///   - rule: what belongs together.
  ///   - isInterrupted: asked before each photo.
  ///   - progress: called after each photo, one at a time.
  /// - Throws: ``HarmonizationError/noTable(method:)`` if the method's change is none of colour alone.
  public func series(
    of pairs: [PhotoPair], by rule: SeriesRule, isInterrupted: @Sendable () -> Bool = { false },
    progress: () -> Void
  ) async throws -> BatchSeries {
    var changes: [(index: Int, pair: PhotoPair, change: OwnChange)] = []
    try await withThrowingTaskGroup(of: (Int, PhotoPair, OwnChange?).self) { group in
      var waiting = pairs.enumerated().makeIterator()
      func startNext() {
        guard !Task.isCancelled, !isInterrupted(), let (index, pair) = waiting.next() else { return }
        group.addTask { (index, pair, try await ownChange(of: pair)) }
      }
      for _ in 0..<parallelism { startNext() }
      while let (index, pair, change) = try await group.next() {
        if let change { changes.append((index, pair, change)) }
        progress()
        startNext()
      }
    }
    // In the order of the pairs: sums of floating point depend on it.
    changes.sort { $0.index < $1.index }
    var series = BatchSeries()
    for (name, photos) in Dictionary(grouping: changes, by: { rule.series(of: $0.pair) }) {
      series.add(name, photos.map { ($0.pair, $0.change) })
    }
    return series
  }

  /// What ``render`` is if photos get the changes of their series; those that are in none get their own.
  ///
  /// - Parameter series: the changes.
  public func renderer(_ series: BatchSeries) -> @Sendable (PhotoPair, Photo, MaskReading) async throws -> Rendering {
    let (harmonizer, adjustment) = (harmonizer, adjustment)
    return { pair, photo, reading in
      guard let member = series.member(pair) else {
        return try await harmonizer.harmonize(photo, mask: reading.mask, adjustment: adjustment, maskName: pair.mask)
      }
      return try await harmonizer.harmonize(
        photo, mask: reading.mask, by: member.table, adjustment: adjustment, maskName: pair.mask)
    }
  }

  private func ownChange(of pair: PhotoPair) async throws -> OwnChange? {
    guard let (photo, reading) = try? await opened(pair),
      let (input, transfer) = try? await harmonizer.change(of: photo, mask: reading.mask, maskName: pair.mask)
    else { return nil }
    guard let table = transfer as? ColourTable else { throw HarmonizationError.noTable(method: harmonizer.method.name) }
    return OwnChange(table, input)
  }
}
