#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A file of the cache: what OpenVINO exported, then the key, then a trailer of four 8-byte little-endian words
/// (mark, length of the export, length of the key, XXH64 of the export seeded with that of the key).
struct CacheEntry {
  /// The whole file, mapped.
  private let file: Data
  private let blobLength: Int

  private static let mark: UInt64 = 0x3130_4d52_4148_564f  // "OVHARM01"
  private static let trailerLength = 32

  /// Why an entry cannot be used.
  enum Refusal: Error, CustomStringConvertible {
    case damaged(String)

    var description: String {
      switch self {
      case .damaged(let what): what
      }
    }
  }

  /// Maps and checks an entry; nil where there is none.
  init?(_ url: URL, key: String) throws {
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    let file = try Data(contentsOf: url, options: .mappedIfSafe)
    self.file = file
    blobLength = try file.withUnsafeBytes { try Self.check($0, key: Array(key.utf8)) }
  }

  /// What OpenVINO exported.
  func withBlob<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try file.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<blobLength])) }
  }

  private static func check(_ bytes: UnsafeRawBufferPointer, key: [UInt8]) throws -> Int {
    guard bytes.count >= trailerLength else { throw Refusal.damaged("it is too short") }
    let words = (0..<4).map {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - trailerLength + 8 * $0, as: UInt64.self))
    }
    let payload = bytes.count - trailerLength
    guard words[0] == mark, words[2] == UInt64(key.count), payload >= key.count,
      words[1] == UInt64(payload - key.count)
    else { throw Refusal.damaged("its length or its end is wrong") }
    guard bytes[(payload - key.count)..<payload].elementsEqual(key) else {
      throw Refusal.damaged("it belongs to another model")
    }
    let blob = UnsafeRawBufferPointer(rebasing: bytes[..<(payload - key.count)])
    guard words[3] == checksum(blob, key: key) else { throw Refusal.damaged("its checksum is wrong") }
    return blob.count
  }

  private static func checksum(_ blob: UnsafeRawBufferPointer, key: [UInt8]) -> UInt64 {
    XXH64.hash(blob, seed: key.withUnsafeBytes { XXH64.hash($0) })
  }

  /// Appends key and trailer to what OpenVINO exported.
  static func seal(_ url: URL, key: String) throws {
    let key = Array(key.utf8)
    let blob = try Data(contentsOf: url, options: .mappedIfSafe)
    let hash = blob.withUnsafeBytes { checksum($0, key: key) }
    let words = [mark, UInt64(blob.count), UInt64(key.count), hash]
    let tail = key + words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } }
    try File.append(tail, to: url.path)
  }
}
