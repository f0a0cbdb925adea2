import HarmonizationSupport

/// A file of the cache: what OpenVINO exported, then the key, then a trailer of four 8-byte little-endian words
/// (mark, length of the export, length of the key, XXH64 of the export seeded with that of the key).
///
/// A class, so that who keeps it keeps the mapping.
final class CacheEntry: Sendable {
  /// The whole file.
  private let file: MappedFile
  private let blobLength: Int

  private static let mark: UInt64 = 0x3130_4d52_4148_564f  // "OVHARM01"
  private static let trailerLength = 32

  /// Why an entry cannot be used.
  struct Damage: Error, CustomStringConvertible {
    let description: String
  }

  /// Maps and checks an entry; nil if there is none.
  init?(_ path: String, key: String) throws {
    do throws(FileError) { file = try MappedFile(path) } catch {
      if error.problem == .notFound { return nil }
      throw error
    }
    blobLength = try Self.check(file.bytes, key: Array(key.utf8))
  }

  /// What OpenVINO exported; stays where it is as long as the entry lives.
  var blob: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: file.bytes[..<blobLength]) }

  private static func check(_ bytes: UnsafeRawBufferPointer, key: [UInt8]) throws -> Int {
    guard bytes.count >= trailerLength else { throw Damage(description: "it is too short") }
    let words = (0..<4).map {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - trailerLength + 8 * $0, as: UInt64.self))
    }
    let payload = bytes.count - trailerLength
    guard words[0] == mark, words[2] == UInt64(key.count), payload >= key.count,
      words[1] == UInt64(payload - key.count)
    else { throw Damage(description: "its length or its end is wrong") }
    guard bytes[(payload - key.count)..<payload].elementsEqual(key) else {
      throw Damage(description: "it belongs to another model")
    }
    let blob = UnsafeRawBufferPointer(rebasing: bytes[..<(payload - key.count)])
    guard words[3] == checksum(blob, key: key) else { throw Damage(description: "its checksum is wrong") }
    return blob.count
  }

  private static func checksum(_ blob: UnsafeRawBufferPointer, key: [UInt8]) -> UInt64 {
    XXH64.hash(blob, seed: key.withUnsafeBytes { XXH64.hash($0) })
  }

  /// Appends key and trailer to what OpenVINO exported.
  static func seal(_ file: borrowing AtomicFile, key: String) throws {
    let key = Array(key.utf8)
    let export = try MappedFile(file.temporaryPath)
    let hash = withExtendedLifetime(export) { checksum(export.bytes, key: key) }
    let words = [mark, UInt64(export.bytes.count), UInt64(key.count), hash]
    let tail = key + words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } }
    try file.seekToEnd()
    try tail.withUnsafeBytes { try file.write($0) }
  }
}
