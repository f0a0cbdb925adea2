import Foundation
import HarmonizationPixels

/// A monotone tone response curve: encoded samples 0...1 to linear light 0...1 and back, by tables.
struct ToneCurve: Sendable {
  /// Linear light at equally spaced encoded values.
  private let forward: [Float]
  /// Encoded values at equally spaced square roots of linear light: that is where encoding curves are nearly straight, so
  /// interpolation stays exact to 16 bits in the shadows too.
  private let backward: [Float]
  private static let count = 4096

  /// Tabulates `linear`, which must not decrease.
  init(_ linear: (Double) -> Double) {
    let samples = (0...Self.count).map { min(max(linear(Double($0) / Double(Self.count)), 0), 1) }
    forward = samples.map { Float($0) }
    var at = 0
    backward = (0...Self.count).map { index in
      let root = Double(index) / Double(Self.count)
      let target = root * root
      while at < Self.count - 1, samples[at + 1] < target { at += 1 }
      let step = samples[at + 1] - samples[at]
      let fraction = step > 0 ? min(max((target - samples[at]) / step, 0), 1) : 0
      return Float((Double(at) + fraction) / Double(Self.count))
    }
  }

  /// Linear light of an encoded value.
  @inline(__always) func linear(_ encoded: Float) -> Float { Self.lookup(forward, encoded) }

  /// The encoded value of linear light.
  @inline(__always) func encoded(_ linear: Float) -> Float { Self.lookup(backward, max(linear, 0).squareRoot()) }

  @inline(__always) private static func lookup(_ table: [Float], _ x: Float) -> Float {
    // The comparison is false for NaN, which therefore becomes 0.
    let position = x > 0 ? min(x, 1) * Float(count) : 0
    let index = min(Int(position), count - 1)
    return table.withUnsafeBufferPointer { $0[index] + ($0[index + 1] - $0[index]) * (position - Float(index)) }
  }

  /// The curve of sRGB (IEC 61966-2-1).
  static let sRGB = ToneCurve(SRGBCurve.linear)
}

/// `base` to the power `exponent`, 0 for negative bases.
private func power(_ base: Double, _ exponent: Double) -> Double { base > 0 ? pow(base, exponent) : 0 }

extension ToneCurve {
  /// Reads a `curv` or `para` tag (ICC.1:2010, 10.5 and 10.15); nil for anything else.
  init?(_ profile: ICCProfile, tag name: String) {
    guard let tag = profile.tag(name), let type = profile.word(tag, 0) else { return nil }
    if type == ICCProfile.signature("curv"), let count = profile.word(tag, 8) {
      self.init(profile, tag, count: Int(count))
    } else if type == ICCProfile.signature("para"), let head = profile.word(tag, 8) {
      self.init(profile, tag, parametric: Int(head >> 16))
    } else {
      return nil
    }
  }

  private init?(_ profile: ICCProfile, _ tag: ArraySlice<UInt8>, count: Int) {
    guard count <= 65536, tag.count >= 12 + 2 * count else { return nil }
    let values = (0..<count).map { index -> Double in
      let at = tag.startIndex + 12 + 2 * index
      return Double(UInt16(tag[at]) << 8 | UInt16(tag[at + 1]))
    }
    switch count {
    case 0: self.init { $0 }
    case 1: self.init { power($0, values[0] / 256) }
    default:
      guard zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 }), values[count - 1] > values[0] else { return nil }
      self.init { x in
        let position = x * Double(count - 1)
        let index = min(Int(position), count - 2)
        return (values[index] + (values[index + 1] - values[index]) * (position - Double(index))) / 65535
      }
    }
  }

  private init?(_ profile: ICCProfile, _ tag: ArraySlice<UInt8>, parametric kind: Int) {
    let counts = [1, 3, 4, 5, 7]
    guard counts.indices.contains(kind) else { return nil }
    var p: [Double] = []
    for index in 0..<counts[kind] {
      guard let word = profile.word(tag, 12 + 4 * index) else { return nil }
      p.append(Double(Int32(bitPattern: word)) / 65536)
    }
    p += Array(repeating: 0, count: 7 - p.count)
    let (g, a, b, c, d, e, f) = (p[0], p[1], p[2], p[3], p[4], p[5], p[6])
    let curve: (Double) -> Double =
      switch kind {
      case 0: { power($0, g) }
      case 1: { a != 0 && $0 >= -b / a ? power(a * $0 + b, g) : 0 }
      case 2: { a != 0 && $0 >= -b / a ? power(a * $0 + b, g) + c : c }
      case 3: { $0 >= d ? power(a * $0 + b, g) : c * $0 }
      default: { $0 >= d ? power(a * $0 + b, g) + e : c * $0 + f }
      }
    let samples = (0...64).map { curve(Double($0) / 64) }
    guard g > 0, samples.allSatisfy(\.isFinite), zip(samples, samples.dropFirst()).allSatisfy({ $0 <= $1 + 1e-6 }),
      samples[64] > 0.5
    else { return nil }
    self.init(curve)
  }
}
