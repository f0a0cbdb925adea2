/// Eight pixels at a time; two registers on SSE2 and NEON, one on AVX.
package typealias Lanes = SIMD8<Float>

/// 1.5 * 2^23: adding it to a float of magnitude below 2^22 rounds that float to an integer held in the low bits.
private let rounder = Lanes(repeating: 12_582_912)
private let rounderBits = SIMD8<Int32>(repeating: 0x4B40_0000)

/// The smaller of each pair; unlike `pointwiseMin` always two vector instructions. NaN in `a` gives `b`.
@inlinable @inline(__always)
package func lesser(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> { b.replacing(with: a, where: a .< b) }

/// The larger of each pair; NaN in `a` gives `b`.
@inlinable @inline(__always)
package func greater(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> { b.replacing(with: a, where: a .> b) }

/// Values brought into `low`...`high`; NaN becomes `low`.
@inlinable @inline(__always)
package func limited(_ x: SIMD8<Float>, _ low: Float, _ high: Float) -> SIMD8<Float> {
  lesser(greater(x, SIMD8(repeating: low)), SIMD8(repeating: high))
}

/// Base-2 logarithm of positive normal numbers, within 3e-7 absolute for results in -10...10 (polynomial of Cephes' `logf`, Moshier).
@inline(__always)
func log2(_ x: Lanes) -> Lanes {
  let bits = unsafeBitCast(x, to: SIMD8<Int32>.self)
  // Exponent and mantissa with the mantissa in [sqrt(1/2), sqrt(2)).
  let shifted = bits &- SIMD8(repeating: 0x3F35_04F3)
  let exponent = shifted &>> SIMD8(repeating: 23)
  let f = unsafeBitCast(bits &- (exponent &<< SIMD8(repeating: 23)), to: Lanes.self) - 1
  var p = f * 7.0376836292e-2 - 1.1514610310e-1
  p = p * f + 1.1676998740e-1
  p = p * f - 1.2420140846e-1
  p = p * f + 1.4249322787e-1
  p = p * f - 1.6668057665e-1
  p = p * f + 2.0000714765e-1
  p = p * f - 2.4999993993e-1
  p = p * f + 3.3333331174e-1
  let square = f * f
  let natural = f + (p * f * square - square * 0.5)
  return natural * 1.4426950408889634 + (unsafeBitCast(exponent &+ rounderBits, to: Lanes.self) - rounder)
}

/// Base-2 exponential within 3e-7 relative (polynomial of Cephes' `exp2f`, Moshier). Exponents are clamped to -60...60, far
/// beyond any colour, so that later sums stay finite.
@inline(__always)
func exp2(_ x: Lanes) -> Lanes {
  let clamped = limited(x, -60, 60)
  let biased = clamped + rounder
  let f = clamped - (biased - rounder)
  var p = f * 1.535336188319500e-4 + 1.339887440266574e-3
  p = p * f + 9.618437357674640e-3
  p = p * f + 5.550332471162809e-2
  p = p * f + 2.402264791363012e-1
  p = p * f + 6.931472028550421e-1
  p = p * f + 1
  let exponent = unsafeBitCast(biased, to: SIMD8<Int32>.self) &- rounderBits
  return p * unsafeBitCast((exponent &+ SIMD8(repeating: 127)) &<< SIMD8(repeating: 23), to: Lanes.self)
}
