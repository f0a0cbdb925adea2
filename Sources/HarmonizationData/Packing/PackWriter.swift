import Foundation

/// Writes one shard: blobs as they come, then the index, then the header; renamed to its name when complete.
final class PackShardWriter {
  let url: URL
  private(set) var length = PackHeader.length
  private var index = PackIndex(samples: [])
  private let temporary: URL
  private let handle: FileHandle
  private var isFinished = false

  init(_ url: URL) throws {
    self.url = url
    temporary = url.deletingLastPathComponent().appendingPathComponent(
      ".\(url.lastPathComponent).\(UUID().uuidString).tmp")
    guard FileManager.default.createFile(atPath: temporary.path, contents: Data(repeating: 0, count: PackHeader.length))
    else {
      throw DataError.unwritableFile(path: url.path, reason: "cannot create a file beside it")
    }
    do {
      handle = try FileHandle(forWritingTo: temporary)
      try handle.seekToEnd()
    } catch { throw DataError.unwritableFile(path: url.path, reason: "\(error.localizedDescription)") }
  }

  deinit {
    guard !isFinished else { return }
    try? handle.close()
    try? FileManager.default.removeItem(at: temporary)
  }

  func append(_ sample: EncodedSample) throws {
    let target = try append(sample.target)
    let composite = try sample.composite.map { try append($0) }
    let mask = try append(sample.mask)
    index.samples.append(
      PackIndex.Entry(
        name: sample.name, category: sample.category, width: sample.width, height: sample.height,
        encoding: sample.encoding, composite: composite, target: target, mask: mask))
  }

  func finish() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      let json = [UInt8](try encoder.encode(index))
      try handle.write(contentsOf: json)
      let header = PackHeader(count: UInt32(index.samples.count), indexOffset: UInt64(length), index: json)
      try handle.seek(toOffset: 0)
      try handle.write(contentsOf: header.bytes)
      try handle.synchronize()
      try handle.close()
      length += json.count
      guard rename(temporary.path, url.path) == 0 else { throw failure(String(cString: strerror(errno))) }
      isFinished = true
    } catch let error as DataError { throw error } catch { throw failure(error.localizedDescription) }
  }

  private func append(_ bytes: [UInt8]) throws -> PackIndex.Blob {
    do { try handle.write(contentsOf: bytes) } catch { throw failure(error.localizedDescription) }
    defer { length += bytes.count }
    return PackIndex.Blob(offset: length, length: bytes.count, check: CRC32.checksum(bytes))
  }

  private func failure(_ reason: String) -> DataError { .unwritableFile(path: url.path, reason: reason) }
}

/// A sample in the bytes of a pack.
struct EncodedSample: Sendable {
  var name: String
  var category: String?
  var width: Int
  var height: Int
  var encoding: PackEncoding
  var composite: [UInt8]?
  var target: [UInt8]
  var mask: [UInt8]
}
