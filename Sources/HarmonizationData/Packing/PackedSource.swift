import Foundation
import HarmonizationImaging

/// Samples out of a pack: memory-mapped, readable from many threads, without libvips.
public struct PackedSource: SampleSource {
  /// File name extension of shards.
  public static let fileExtension = "hpack"

  private let shards: [PackShard]
  /// Shard and place of every sample.
  private let places: [(shard: Int, entry: Int)]

  /// Opens a shard, or all shards in a folder in the order of their names.
  ///
  /// - Throws: `DataError`: nothing there, no pack, another version, incomplete, damaged.
  public init(_ url: URL) throws {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    var files = [url]
    if exists, isFolder.boolValue {
      files = try fileNames(in: url).filter { $0.hasSuffix("." + Self.fileExtension) && !$0.hasPrefix(".") }.sorted()
        .map { url.appendingPathComponent($0) }
    }
    shards = try files.map { try PackShard($0) }
    places = shards.enumerated().flatMap { shard, contents in contents.entries.indices.map { (shard, $0) } }
    guard !places.isEmpty else { throw DataError.noSamples(path: url.path) }
  }

  /// The number of samples.
  public var count: Int { places.count }

  /// The name that the packed source gave.
  public func name(at index: Int) -> String { entry(index)?.name ?? "?" }

  /// The label that the packed source gave.
  public func category(at index: Int) -> String? { entry(index)?.category }

  /// Decodes a sample; throws `DataError.damagedPack` where its bytes were changed.
  public func sample(at index: Int) throws -> Sample {
    try requireIndex(index)
    let place = places[index]
    return try shards[place.shard].sample(shards[place.shard].entries[place.entry])
  }

  private func entry(_ index: Int) -> PackIndex.Entry? {
    places.indices.contains(index) ? shards[places[index].shard].entries[places[index].entry] : nil
  }
}
