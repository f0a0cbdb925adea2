import HarmonizationSupport

/// A 64-bit hash of contents that is the same on every machine: it tells contents apart, and notices damage.
package struct ContentHash {
  private var value: UInt64 = 0

  package init() {}

  /// The XXH64 hash of a file's bytes, as `xxh64sum` prints it; nil if it cannot be read.
  package init?(ofFile path: String) {
    guard let file = try? MappedFile(path) else { return nil }
    withExtendedLifetime(file) { add(file.bytes) }
  }

  /// Sixteen hexadecimal digits.
  package var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Adds bytes, in one piece: the hash so far is their seed.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) { value = XXH64.hash(bytes, seed: value) }

  /// Adds bytes, in one piece.
  package mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  /// Adds the bytes of a text.
  package mutating func add(_ text: String) { add(Array(text.utf8)) }
}
