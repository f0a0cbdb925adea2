import Foundation
import HarmonizationPixels

/// One memory-mapped file of a pack. Every byte that is used was checked: the header and index when opened, a sample's
/// pixels whenever they are read.
struct PackShard: Sendable {
  let path: String
  let entries: [PackIndex.Entry]
  private let file: Data

  /// Maps a file and checks header and index; throws `DataError`.
  init(_ url: URL) throws {
    path = url.path
    guard FileManager.default.fileExists(atPath: path) else {
      throw DataError.missingFile(path: path, neededBy: "the pack")
    }
    do { file = try Data(contentsOf: url, options: .alwaysMapped) } catch {
      throw DataError.unreadableFile(path: path, reason: "it cannot be opened or mapped")
    }
    let path = path
    entries = try file.withUnsafeBytes { bytes in
      let header = try PackHeader(bytes, path: path)
      let start = Int(header.indexOffset)
      let index = UnsafeRawBufferPointer(rebasing: bytes[start...])
      guard CRC32.checksum(index) == header.indexCheck else {
        throw DataError.damagedPack(path: path, reason: "its index does not match its check")
      }
      guard let decoded = try? JSONDecoder().decode(PackIndex.self, from: Data(index)) else {
        throw DataError.damagedPack(path: path, reason: "its index cannot be understood")
      }
      if let fault = decoded.samples.lazy.compactMap({ $0.fault(bounds: PackHeader.length..<start) }).first {
        throw DataError.damagedPack(path: path, reason: fault)
      }
      return decoded.samples
    }
  }

  /// Decodes a sample; throws `DataError.damagedPack`.
  func sample(_ entry: PackIndex.Entry) throws -> Sample {
    let mask = try withBytes(of: entry.mask, entry) { MaskCode.decode($0, width: entry.width, height: entry.height) }
    guard let mask, let plane = Raster(width: entry.width, height: entry.height, channels: 1, samples: mask) else {
      throw damaged(entry, "mask cannot be decoded")
    }
    return Sample(
      name: entry.name, composite: try entry.composite.map { try picture($0, entry) },
      target: try picture(entry.target, entry), mask: plane)
  }

  private func picture(_ blob: PackIndex.Blob, _ entry: PackIndex.Entry) throws -> Raster<UInt8> {
    let (width, height) = (entry.width, entry.height)
    let picture = try withBytes(of: blob, entry) { bytes -> Raster<UInt8>? in
      switch entry.encoding {
      case .rgb: Raster(width: width, height: height, channels: 3, samples: Array(bytes))
      case .ycbcr420: .fromYCbCr420(bytes, width: width, height: height)
      case .jpeg: try JPEGDecoder.decode(bytes, name: "\(path): '\(entry.name)'")
      }
    }
    guard let picture, picture.width == width, picture.height == height else {
      throw damaged(entry, "picture is not \(width)x\(height) pixels")
    }
    return picture
  }

  private func withBytes<Output>(
    of blob: PackIndex.Blob, _ entry: PackIndex.Entry, _ body: (UnsafeRawBufferPointer) throws -> Output
  ) throws -> Output {
    try file.withUnsafeBytes { file in
      let bytes = UnsafeRawBufferPointer(rebasing: file[blob.offset..<blob.offset + blob.length])
      guard CRC32.checksum(bytes) == blob.check else { throw damaged(entry, "bytes do not match their check") }
      return try body(bytes)
    }
  }

  private func damaged(_ entry: PackIndex.Entry, _ reason: String) -> DataError {
    .damagedPack(path: path, reason: "'\(entry.name)': \(reason)")
  }
}
