import Foundation
import HarmonizationSupport

/// A counter-based random generator: the i-th value is a hash of (key, i), so what a sample draws depends on its key only
/// and never on the order in which threads reach it.
///
/// The hash is the finalizer of `SplitMix64`. Keys are mixed from integers: `CounterRandom(seed, epoch, sample)`.
public struct CounterRandom: RandomNumberGenerator, Sendable, Equatable {
  private let key: UInt64
  private var counter: UInt64 = 0

  /// A generator whose key is mixed from `parts`, in order; typically seed, epoch, sample.
  public init(_ parts: UInt64...) {
    key = parts.reduce(0x6A09_E667_F3BC_C909) { SplitMix64.mix($0 ^ SplitMix64.mix($1 &+ SplitMix64.increment)) }
  }

  private init(key: UInt64) { self.key = key }

  /// An independent generator for one purpose, so that drawing more for one leaves the others unchanged.
  public func stream(_ purpose: Purpose) -> CounterRandom {
    CounterRandom(key: SplitMix64.mix(key ^ SplitMix64.mix(purpose.rawValue &+ SplitMix64.increment)))
  }

  /// The next 64 uniform bits.
  public mutating func next() -> UInt64 {
    counter &+= 1
    return SplitMix64.mix(key &+ counter &* SplitMix64.increment)
  }
}

extension CounterRandom {
  /// What a stream of random numbers is for; the raw values are part of the reproducible result and never change.
  public enum Purpose: UInt64, Sendable {
    /// The order of samples within an epoch.
    case order = 1
    /// Crop windows and flips.
    case geometry = 2
    /// Choice of method, reference and curve parameters.
    case recolouring = 3
    /// Jitter of mask edges.
    case maskEdge = 4
    /// Compression.
    case compression = 5
    /// Which sample stands in when a source is cycled or thinned.
    case selection = 6
    /// A photo's own look and which of its regions is the foreground.
    case look = 7
    /// The edge of the region that is recoloured.
    case recolouredEdge = 8
  }

  /// Uniform in [0, 1), 53 bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform between the bounds of `range`.
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// Uniform in `0..<bound`; 0 where `bound` is below 2. (Multiply-high; the bias is below bound / 2^64.)
  public mutating func index(below bound: Int) -> Int {
    bound < 2 ? 0 : Int(UInt64(bound).multipliedFullWidth(by: next()).high)
  }

  /// True with the given probability.
  public mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  /// Standard normal (Box and Muller 1958).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// Normal, redrawn until within two standard deviations of 0 and scaled by `deviation`: no outliers in augmentation.
  public mutating func boundedNormal(deviation: Double) -> Double {
    for _ in 0..<64 {
      let value = normal()
      if abs(value) <= 2 { return value * deviation }
    }
    return 0
  }

  /// An index drawn in proportion to `weights` (negative ones count as 0); nil where they sum to 0.
  public mutating func index(weights: [Double]) -> Int? {
    let total = weights.reduce(0) { $0 + max($1, 0) }
    guard total > 0, total.isFinite else { return nil }
    var remaining = uniform() * total
    for (index, weight) in weights.enumerated() where weight > 0 {
      if remaining < weight { return index }
      remaining -= weight
    }
    return weights.lastIndex { $0 > 0 }
  }

  /// A permutation of `0..<count` (Fisher and Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<max(count, 0))
    guard count > 1 else { return order }
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, index(below: last + 1)) }
    return order
  }
}
