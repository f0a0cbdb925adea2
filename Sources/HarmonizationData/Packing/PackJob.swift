import Foundation
import HarmonizationImaging
import HarmonizationPixels
import HarmonizationSupport

/// One pack in the making: which sample writes which file.
struct PackJob: Sendable {
  let options: PackOptions
  let source: any SampleSource
  let folder: URL
  /// The source's samples to pack, and the place of each.
  let indices: [Int]
  let places: [PackPlace]
  let composites: Bool
  /// The first sample of each shared photo or mask, which writes it.
  private let owners: [String: Int]

  init(
    options: PackOptions, source: any SampleSource, folder: URL, indices: [Int], places: [PackPlace], composites: Bool
  ) {
    self.options = options
    self.source = source
    self.folder = folder
    self.indices = indices
    self.places = places
    self.composites = composites
    let files = places.enumerated().flatMap { number, place in [(place.target, number), (place.mask, number)] }
    owners = Dictionary(files, uniquingKeysWith: { first, _ in first })
  }

  /// Bytes written for a sample, and what its photo and mask look like.
  private struct Written {
    var bytes = 0
    var hashes: [String: Int] = [:]
  }

  func run(_ progress: (Int, Int) -> Void) throws -> PackReport {
    try makeFolders()
    var report = PackReport()
    var hashes: [String: Int] = [:]
    let group = 64
    for start in stride(from: 0, to: indices.count, by: group) {
      let count = min(group, indices.count - start)
      let written = try parallelMap(count, workers: options.workers) { try write(start + $0) }
      for sample in written {
        report.samples += 1
        report.bytes += sample.bytes
        for (path, hash) in sample.hashes { try requireSame(path, hash, in: &hashes) }
      }
      progress(report.samples, indices.count)
    }
    try composites ? writeLists() : writeCategories()
    try PackNote(options).write(to: folder)
    return report
  }

  private func makeFolders() throws {
    let paths = places.flatMap { [$0.target, $0.mask] + ($0.compositePath.map { [$0] } ?? []) }
    let folders = Set(paths.map { folder.appendingPathComponent($0).deletingLastPathComponent() })
    for folder in folders { try FileSystem.createFolder(folder.path) }
  }

  private func write(_ number: Int) throws -> Written {
    let sample = try source.sample(at: indices[number]).reduced(toShortSide: options.shortSide)
    guard (sample.composite != nil) == composites else {
      throw DataError.unknownLayout(
        path: sample.name, reason: "photos and composites cannot be packed into one folder; pack each on its own")
    }
    let place = places[number]
    var written = Written()
    if let composite = sample.composite, let path = place.compositePath {
      written.bytes += try write(composite, path, picture: true)
    }
    for (path, picture, isPicture) in [(place.target, sample.target, true), (place.mask, sample.mask, false)] {
      if composites { written.hashes[path] = picture.samples.hashValue }
      if owners[path] == number { written.bytes += try write(picture, path, picture: isPicture) }
    }
    return written
  }

  private func write(_ raster: Raster<UInt8>, _ path: String, picture: Bool) throws -> Int {
    let isJPEG = picture && options.encoding == .jpeg
    let encoder = Encoder(options: EncodingOptions(quality: options.quality))
    let bytes = try encoder.bytes(of: raster, as: isJPEG ? .jpeg : .png)
    try write(Data(bytes), path)
    return bytes.count
  }

  private func write(_ data: Data, _ path: String) throws {
    let file = folder.appendingPathComponent(path)
    do { try data.write(to: file) } catch { throw FileError(writing: error, path: file.path) }
  }

  /// Composites that share a photo or a mask by name must share its pixels: sets of one name may differ.
  private func requireSame(_ path: String, _ hash: Int, in hashes: inout [String: Int]) throws {
    guard let other = hashes.updateValue(hash, forKey: path), other != hash else { return }
    throw DataError.unknownLayout(
      path: path, reason: "two samples need different pictures of this name; pack their folders one by one")
  }

  private func writeLists() throws {
    let lists = Dictionary(grouping: places) { $0.subset ?? "" }
    for (subset, places) in lists {
      let text = places.compactMap(\.composite).map { $0 + "\n" }.joined()
      try write(Data(text.utf8), "\(subset)/\(subset)_\(options.split.rawValue).txt")
    }
  }

  /// The photos' categories, if they have any.
  private func writeCategories() throws {
    let rows = zip(places, indices).compactMap { place, index -> String? in
      guard let category = source.category(at: index) else { return nil }
      let name = URL(fileURLWithPath: place.target).deletingPathExtension().lastPathComponent
      return "\(name),\(category)\n"
    }
    guard !rows.isEmpty else { return }
    try write(Data(("name,category\n" + rows.joined()).utf8), PhotoSet.categoriesFile)
  }
}

extension Sample {
  /// All pictures reduced without aliasing so that the short side is at most `shortSide`.
  func reduced(toShortSide shortSide: Int?) throws -> Sample {
    guard let shortSide,
      let size = Decoder.reducedSize(width: target.width, height: target.height, shortSide: shortSide)
    else { return self }
    return Sample(
      name: name, composite: try composite?.resized(width: size.width, height: size.height),
      target: try target.resized(width: size.width, height: size.height),
      mask: try mask.resized(width: size.width, height: size.height))
  }
}
