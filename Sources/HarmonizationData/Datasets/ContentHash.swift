import Foundation
import HarmonizationSupport

/// A 64-bit hash of contents that is the same on every machine: it tells contents apart, and notices damage.
package struct ContentHash {
  private var value: UInt64 = 0

  package init() {}

  /// The XXH64 hash of a file's bytes, as `xxh64sum` prints it; nil if it cannot be read.
  package init?(ofFile path: String) {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else { return nil }
    data.withUnsafeBytes { add($0) }
  }

  /// Sixteen hexadecimal digits.
  package var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Adds bytes, in one piece: the hash so far is their seed.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) { value = XXH64.hash(bytes, seed: value) }

  /// Adds the bytes of a text.
  package mutating func add(_ text: String) { Array(text.utf8).withUnsafeBytes { add($0) } }
}
