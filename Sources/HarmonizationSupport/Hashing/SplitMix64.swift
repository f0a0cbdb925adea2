/// A small seeded generator (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): the same
/// numbers on every machine and in every run.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator whose numbers follow from the seed.
  public init(seed: UInt64) { state = seed }

  /// The next 64 uniform bits.
  public mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.mix(state)
  }

  /// The step between states: 2^64 divided by the golden ratio.
  public static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The generator's finalizer: every bit of the result depends on every bit of `value`.
  public static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
