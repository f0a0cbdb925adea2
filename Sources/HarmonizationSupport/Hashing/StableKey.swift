/// A number for a name, the same on every machine and in every version: what photos' and tensors' random streams are keyed by.
///
/// FNV-1a, 64 bits, kept beside ``XXH64`` because published data sets and initial weights depend on it: another hash would
/// move photos between training and test lists.
public enum StableKey {
  /// The key of a name.
  ///
  /// - Parameters:
  ///   - name: A photo's or a tensor's name.
  ///   - seed: Different seeds give independent keys.
  public static func key(_ name: String, seed: UInt64 = 0) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325 ^ seed &* SplitMix64.increment) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
