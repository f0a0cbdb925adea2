import Foundation
import HarmonizationData

/// Which samples a run started with, in their order: `samples.json` in its folder.
///
/// The order of training is a function of places in this list, so a resumed run must have the same samples in the same places.
/// One that is left out later is replaced by the one after it, and all others stay where they are.
struct RecordedSamples: Codable, Equatable {
  /// The samples' names.
  var names: [String]
  /// Hashes of the pixels of a few samples, by their place in `names`, so that other data of the same names are noticed.
  var probes: [String: String]
  /// The size at which pictures were decoded, on which the hashes depend.
  var decodedShortSide: Int?

  /// Looks at all names of a collection and at the pixels of a few samples.
  init(_ collection: SampleCollection, decodedShortSide: Int?) {
    let source = collection.source
    let samples = source.count
    probes = [:]
    self.decodedShortSide = decodedShortSide
    names = (0..<samples).map { source.name(at: $0) }
    let count = min(8, samples)
    for place in (0..<count).map({ $0 * samples / count }) {
      probes[String(place)] = (try? source.sample(at: place))?.contentHash
    }
  }

  /// One hash of all names and of the samples looked at.
  var contentHash: String {
    var hash = ContentHash()
    for name in names { hash.add(name) }
    for (place, probe) in probes.sorted(by: { $0.key < $1.key }) { hash.add("\(place) \(probe)") }
    return hash.text
  }

  /// The samples of `collection` in the recorded places; nil for a recorded sample that is not among them.
  func places(in collection: SampleCollection) -> [Int?] {
    let source = collection.source
    var byName: [String: [Int]] = [:]
    for index in (0..<source.count).reversed() { byName[source.name(at: index), default: []].append(index) }
    return names.map { byName[$0]?.popLast() }
  }

  /// Names of the samples looked at whose pixels are not what they were; `places` are those of ``places(in:)``.
  func changedProbes(_ collection: SampleCollection, places: [Int?]) -> [String] {
    probes.compactMap { place, hash in
      guard let index = Int(place), places.indices.contains(index), let now = places[index],
        let sample = try? collection.source.sample(at: now), sample.contentHash != hash
      else { return nil }
      return names[index]
    }.sorted()
  }
}

extension Sample {
  /// A hash of all pixels, in hexadecimal digits.
  var contentHash: String {
    var hash = ContentHash()
    for raster in [target, mask] + (composite.map { [$0] } ?? []) { hash.add(raster.samples) }
    return hash.text
  }
}
