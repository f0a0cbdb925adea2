import Foundation
import HarmonizationGraph
import HarmonizationSupport

/// The parity data's generating rule: reproducible tensors from a key, so that golden numbers need no stored weights.
///
/// FNV-1a over `salt + key`, then the SplitMix64 sequence; u in [0, 1) with 24 bits, v = 2u - 1.
public struct TensorGenerator: Sendable {
  /// Prefix of every key.
  public let salt: String

  /// A generator whose keys all start with `salt`.
  public init(salt: String = "") { self.salt = salt }

  /// `count` values of u.
  public func uniform(_ key: String, count: Int) -> [Double] {
    var random = SplitMix64(seed: StableKey.key(salt + key))
    return (0..<count).map { _ in Double(random.next() >> 40) / Double(1 << 24) }
  }

  /// `count` values of v.
  public func signed(_ key: String, count: Int) -> [Double] { uniform(key, count: count).map { 2 * $0 - 1 } }

  /// The state entry that the rule gives for `spec`, in C order.
  public func values(for spec: ParameterSpec) -> [Double] {
    switch spec.role {
    case .batchCount: return [0]
    case .fixedKernel: return (0..<spec.shape[0]).flatMap { _ in gaussian(side: spec.shape[3]) }
    case .runningMean: return signed(spec.name, count: spec.count).map { 0.1 * $0 }
    case .runningVariance: return uniform(spec.name, count: spec.count).map { 1 + 0.5 * $0 }
    case .scale: return [0.1]
    case .normWeight: return signed(spec.name, count: spec.count).map { 1 + 0.25 * $0 }
    case .bias, .normBias: return signed(spec.name, count: spec.count).map { 0.1 * $0 }
    case .weight:
      let scale = (3 / Double(spec.shape.dropFirst().reduce(1, *))).squareRoot()
      return signed(spec.name, count: spec.count).map { scale * $0 }
    }
  }

  /// An image or target, [batch, 3, height, width], in [-2, 2].
  public func image(_ key: String = "image", batch: Int, height: Int, width: Int) -> [Double] {
    signed(key, count: batch * 3 * height * width).map { 2 * $0 }
  }

  /// Soft ellipses, [batch, 1, height, width].
  public func mask(batch: Int, height: Int, width: Int) -> [Double] {
    var values: [Double] = []
    let (h, w) = (Double(height), Double(width))
    for item in 0..<batch {
      let b = Double(item)
      for y in 0..<height {
        for x in 0..<width {
          let dy = (Double(y) + 0.5 - h * (0.5 - 0.05 * b)) / (0.3 * h)
          let dx = (Double(x) + 0.5 - w * (0.45 + 0.05 * b)) / (0.22 * w)
          values.append(min(max(8 * (1 - (dy * dy + dx * dx).squareRoot()) + 0.5, 0), 1))
        }
      }
    }
    return values
  }

  /// The constant kernel of S2AM's mask blurring: sigma 1, sums to 1; rounded to float32 at every step, as PyTorch makes it.
  private func gaussian(side: Int) -> [Double] {
    let middle = Float(side - 1) / 2
    let line = (0..<side).map { index in
      let distance = Float(index) - middle
      return Float(exp(Double(-distance * distance / 2))) / Float((2 * Double.pi).squareRoot())
    }
    let kernel = line.map { y in line.map { x in y * x } }
    let sum = kernel.map { $0.reduce(0, +) }.reduce(0, +)
    return kernel.joined().map { Double($0 / sum) }
  }
}
