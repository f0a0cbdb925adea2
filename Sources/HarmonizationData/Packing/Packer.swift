import Foundation
import HarmonizationImaging
import HarmonizationPixels

/// What was packed.
public struct PackReport: Sendable, Equatable {
  /// Samples written.
  public var samples = 0
  /// Bytes of all shards.
  public var bytes = 0
  /// The shards, in order.
  public var shards: [URL] = []
}

/// Writes a source as a pack, so that training needs neither a codec nor the time to decode.
public struct Packer: Sendable {
  /// What is packed and how.
  public let options: PackOptions

  /// A packer; throws `DataError.invalidParameter`.
  public init(_ options: PackOptions = PackOptions()) throws {
    try options.validate()
    self.options = options
  }

  /// Packs into `folder/part-00000.hpack`, `part-00001.hpack`, ..., decoding on all cores with a bounded number of samples
  /// in memory.
  ///
  /// Shards appear complete or not at all. A folder that holds shards already is refused, lest two packs mix.
  /// - Parameter progress: called with the samples written and their total.
  /// - Throws: `DataError`, or what the source or the JPEG encoder throw.
  public func pack(
    _ source: any SampleSource, to folder: URL, progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> PackReport {
    try prepare(folder)
    let selection = options.selection(of: source.count)
    var report = PackReport()
    var writer: PackShardWriter?
    let group = 64
    for start in stride(from: 0, to: selection.count, by: group) {
      let part = Array(selection[start..<min(start + group, selection.count)])
      let encoded = try parallelMap(part.count, workers: options.workers) { try encode(source, part[$0]) }
      for sample in encoded {
        if let full = writer, full.length >= options.shardBytes { try close(full, &report, &writer) }
        let current = try writer ?? PackShardWriter(shard(report.shards.count, in: folder))
        writer = current
        try current.append(sample)
        report.samples += 1
      }
      progress(report.samples, selection.count)
    }
    if let last = writer { try close(last, &report, &writer) }
    return report
  }

  private func prepare(_ folder: URL) throws {
    do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
      throw DataError.unwritableFile(path: folder.path, reason: "the folder cannot be made")
    }
    if try fileNames(in: folder).contains(where: { $0.hasSuffix("." + PackedSource.fileExtension) }) {
      throw DataError.unwritableFile(path: folder.path, reason: "it holds a pack already; name another folder")
    }
  }

  private func shard(_ number: Int, in folder: URL) -> URL {
    let digits = String(number)
    let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    return folder.appendingPathComponent("part-\(padded).\(PackedSource.fileExtension)")
  }

  private func close(_ shard: PackShardWriter, _ report: inout PackReport, _ writer: inout PackShardWriter?) throws {
    try shard.finish()
    report.bytes += shard.length
    report.shards.append(shard.url)
    writer = nil
  }

  private func encode(_ source: any SampleSource, _ index: Int) throws -> EncodedSample {
    let sample = try source.sample(at: index).reduced(toShortSide: options.shortSide)
    guard max(sample.target.width, sample.target.height) <= PackIndex.Entry.maximumSide else {
      throw DataError.invalidParameter(
        name: "short side", reason: "'\(sample.name)' is larger than \(PackIndex.Entry.maximumSide) pixels; reduce it")
    }
    return EncodedSample(
      name: sample.name, category: source.category(at: index), width: sample.target.width, height: sample.target.height,
      encoding: options.encoding, composite: try sample.composite.map(bytes), target: try bytes(sample.target),
      mask: MaskCode.encode(sample.mask.samples, width: sample.mask.width))
  }

  private func bytes(_ picture: Raster<UInt8>) throws -> [UInt8] {
    switch options.encoding {
    case .rgb: return picture.samples
    case .ycbcr420: return picture.ycbcr420()
    case .jpeg:
      var encoding = EncodingOptions()
      (encoding.quality, encoding.chroma) = (options.quality, .half)
      return try Encoder(options: encoding).bytes(of: picture, as: .jpeg)
    }
  }
}

extension Sample {
  /// All pictures reduced without aliasing so that the short side is at most `shortSide`.
  func reduced(toShortSide shortSide: Int?) throws -> Sample {
    guard let shortSide,
      let size = HarmonizationData.reduced(width: target.width, height: target.height, shortSide: shortSide)
    else { return self }
    return Sample(
      name: name, composite: try composite?.resized(width: size.width, height: size.height),
      target: try target.resized(width: size.width, height: size.height),
      mask: try mask.resized(width: size.width, height: size.height))
  }
}
