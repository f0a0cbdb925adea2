import Foundation

/// The perceptual space OKLab (Ottosson 2020) of sRGB-encoded colours: lightness in 0...1, and two axes of chroma.
public enum OKLab {
  /// OKLab of a colour whose channels are sRGB-encoded.
  public static func lab(of colour: SIMD3<Double>) -> SIMD3<Double> {
    let light = SIMD3(
      SRGBCurve.linear(colour.x), SRGBCurve.linear(colour.y), SRGBCurve.linear(colour.z))
    let cone = SIMD3(
      cbrt(0.4122214708 * light.x + 0.5363325363 * light.y + 0.0514459929 * light.z),
      cbrt(0.2119034982 * light.x + 0.6806995451 * light.y + 0.1073969566 * light.z),
      cbrt(0.0883024619 * light.x + 0.2817188376 * light.y + 0.6299787005 * light.z))
    return SIMD3(
      0.2104542553 * cone.x + 0.7936177850 * cone.y - 0.0040720468 * cone.z,
      1.9779984951 * cone.x - 2.4285922050 * cone.y + 0.4505937099 * cone.z,
      0.0259040371 * cone.x + 0.7827717662 * cone.y - 0.8086757660 * cone.z)
  }

  /// The sRGB-encoded colour of an OKLab one; outside 0...1 where sRGB has no such colour.
  public static func colour(of lab: SIMD3<Double>) -> SIMD3<Double> {
    let root = SIMD3(
      lab.x + 0.3963377774 * lab.y + 0.2158037573 * lab.z, lab.x - 0.1055613458 * lab.y - 0.0638541728 * lab.z,
      lab.x - 0.0894841775 * lab.y - 1.2914855480 * lab.z)
    let cone = root * root * root
    return SIMD3(
      SRGBCurve.encoded(4.0767416621 * cone.x - 3.3077115913 * cone.y + 0.2309699292 * cone.z),
      SRGBCurve.encoded(-1.2684380046 * cone.x + 2.6097574011 * cone.y - 0.3413193965 * cone.z),
      SRGBCurve.encoded(-0.0041960863 * cone.x - 0.7034186147 * cone.y + 1.7076147010 * cone.z))
  }

  /// The sRGB-encoded colour with a lightness and hue, and as much of the chroma as sRGB has room for.
  static func limitedColour(of lab: SIMD3<Double>) -> SIMD3<Double> {
    let lab = SIMD3(min(max(lab.x, 0), 1), lab.y, lab.z)
    var result = colour(of: lab)
    guard !isColour(result) else { return result }
    var (inside, outside) = (0.0, 1.0)
    result = colour(of: SIMD3(lab.x, 0, 0))
    for _ in 0..<14 {
      let middle = (inside + outside) / 2
      let candidate = colour(of: SIMD3(lab.x, lab.y * middle, lab.z * middle))
      if isColour(candidate) { (inside, result) = (middle, candidate) } else { outside = middle }
    }
    return result
  }

  private static func isColour(_ colour: SIMD3<Double>) -> Bool { colour.min() >= -1e-9 && colour.max() <= 1 + 1e-9 }
}
