/// IEEE 754 half precision and bfloat16 as bit patterns.
///
/// Written with integers because Swift has no `Float16` on Intel Macs, and because these loops vectorise.
enum HalfPrecision {
  /// The Float32 value of a half; exact.
  static func float(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let magnitude = UInt32(bits & 0x7FFF) << 13
    // Moving the exponent by multiplication normalises subnormal halves; infinity and NaN need the full exponent.
    let scaled = Float(bitPattern: magnitude) * Float(bitPattern: 0x7780_0000)
    let value = magnitude >= 0x0F80_0000 ? magnitude | 0x7F80_0000 : scaled.bitPattern
    return Float(bitPattern: value | sign)
  }

  /// The half nearest to a value, ties to even; beyond the range it is infinity.
  static func half(_ value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: (value.bitPattern >> 16) & 0x8000)
    let magnitude = value.bitPattern & 0x7FFF_FFFF
    if magnitude >= 0x7F80_0000 { return sign | (magnitude > 0x7F80_0000 ? 0x7E00 : 0x7C00) }
    if magnitude >= 0x477F_F000 { return sign | 0x7C00 }
    if magnitude < 0x3880_0000 {
      // Subnormal: adding 0.5 leaves the rounded half in the low bits.
      let rounded = Float(bitPattern: magnitude) + 0.5
      return sign | UInt16(truncatingIfNeeded: rounded.bitPattern &- Float(0.5).bitPattern)
    }
    let roundedUp = magnitude &- 0x3800_0000 &+ 0x0FFF &+ ((magnitude >> 13) & 1)
    return sign | UInt16(truncatingIfNeeded: roundedUp >> 13)
  }

  /// The Float32 value of a bfloat16; exact.
  static func float(bfloat bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

  /// The bfloat16 nearest to a value, ties to even; beyond the range it is infinity.
  static func bfloat(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    if value.isNaN { return UInt16(truncatingIfNeeded: bits >> 16) | 0x0040 }
    return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16)
  }

  /// A double rounded to odd, so that rounding it again to half or bfloat16 gives the nearest value to the double.
  static func roundedToOdd(_ value: Double) -> Float {
    var result = Float(value)
    guard value.isFinite, Double(result) != value else { return result }
    if Double(result.magnitude) > value.magnitude { result = Float(bitPattern: result.bitPattern &- 1) }
    return Float(bitPattern: result.bitPattern | 1)
  }
}
