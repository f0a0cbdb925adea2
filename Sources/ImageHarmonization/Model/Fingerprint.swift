import Foundation
import HarmonizationCheckpoints
import HarmonizationSupport

/// 128 bits that change when a network or its weights change: part of the compiled-model cache's key.
///
/// Fast rather than cryptographic; it tells files apart that people made, not files made to collide.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  private var low: UInt64 = 0
  private var high: UInt64 = 1

  /// Of a network's name and every tensor's name, shape, type and bytes.
  public init(of state: StateDictionary, named name: String) {
    var name = name
    name.withUTF8 { mix(UnsafeRawBufferPointer($0)) }
    for (name, tensor) in state {
      var heading = "\(name)\(tensor.shape)\(tensor.dataType.rawValue)"
      heading.withUTF8 { mix(UnsafeRawBufferPointer($0)) }
      tensor.withUnsafeBytes { mix($0) }
    }
  }

  /// Of what this one is of, and `bytes`.
  func adding(_ bytes: some ContiguousBytes) -> Fingerprint {
    var result = self
    bytes.withUnsafeBytes { result.mix($0) }
    return result
  }

  /// 32 hexadecimal digits.
  public var description: String { XXH64.hexadecimal(low) + XXH64.hexadecimal(high) }

  /// Chains two independent hashes: each is seeded with what came before.
  private mutating func mix(_ bytes: UnsafeRawBufferPointer) {
    low = XXH64.hash(bytes, seed: low)
    high = XXH64.hash(bytes, seed: high)
  }
}
