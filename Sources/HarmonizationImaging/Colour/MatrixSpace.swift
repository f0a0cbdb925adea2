/// An RGB space that a profile describes by three tone curves and a matrix, as nearly all cameras' and screens' do.
struct MatrixSpace: Sendable {
  private let curves: (ToneCurve, ToneCurve, ToneCurve)
  private let toSRGB: FloatMatrix
  private let fromSRGB: FloatMatrix

  /// Reads `rTRC`, `rXYZ` and so on; nil where the profile has none, or lookup tables that take precedence.
  init?(_ profile: ICCProfile) {
    guard profile.colourSpace == ICCProfile.signature("RGB "), profile.tag("A2B0") == nil,
      let red = ToneCurve(profile, tag: "rTRC"), let green = ToneCurve(profile, tag: "gTRC"),
      let blue = ToneCurve(profile, tag: "bTRC"), let primaries = Self.primaries(profile),
      let inverse = primaries.inverse, let sRGBInverse = Self.sRGBPrimaries.inverse,
      let there = sRGBInverse * primaries, let back = inverse * Self.sRGBPrimaries
    else { return nil }
    curves = (red, green, blue)
    toSRGB = FloatMatrix(there)
    fromSRGB = FloatMatrix(back)
  }

  private static func primaries(_ profile: ICCProfile) -> Matrix3? {
    var columns: [[Double]] = []
    for name in ["rXYZ", "gXYZ", "bXYZ"] {
      guard let tag = profile.tag(name) else { return nil }
      let xyz = (0..<3).compactMap { profile.word(tag, 8 + 4 * $0).map { Double(Int32(bitPattern: $0)) / 65536 } }
      guard xyz.count == 3 else { return nil }
      columns.append(xyz)
    }
    return Matrix3((0..<9).map { columns[$0 % 3][$0 / 3] })
  }

  /// Linear sRGB to XYZ under D50, Bradford-adapted, as in sRGB's own ICC profile.
  static let sRGBPrimaries =
    Matrix3([
      0.4360747, 0.3850649, 0.1430804, 0.2225045, 0.7168786, 0.0606169, 0.0139322, 0.0971045, 0.7141733,
    ]) ?? Matrix3(diagonal: 1)

  /// Encoded native values to sRGB, clipped to its gamut.
  func toSRGB(_ planes: Planes) {
    let encode = ToneCurve.sRGB
    planes.map { pixel in
      let linear = (curves.0.linear(pixel.0), curves.1.linear(pixel.1), curves.2.linear(pixel.2))
      let mapped = toSRGB.applied(to: linear)
      return (encode.encoded(mapped.0), encode.encoded(mapped.1), encode.encoded(mapped.2))
    }
  }

  /// sRGB to encoded native values, clipped to their gamut.
  func fromSRGB(_ planes: Planes) {
    let decode = ToneCurve.sRGB
    planes.map { pixel in
      let linear = (decode.linear(pixel.0), decode.linear(pixel.1), decode.linear(pixel.2))
      let mapped = fromSRGB.applied(to: linear)
      return (curves.0.encoded(mapped.0), curves.1.encoded(mapped.1), curves.2.encoded(mapped.2))
    }
  }

  /// True where no 8-bit sample differs from sRGB by more than one level.
  var isSRGB: Bool {
    (0...16).allSatisfy { step in
      let value = Float(step) / 16
      let corners: [(Float, Float, Float)] = [(value, value, value), (value, 0, 0), (0, value, 0), (0, 0, value)]
      return corners.allSatisfy { corner in
        var (r, g, b) = corner
        withUnsafeMutablePointer(to: &r) { r in
          withUnsafeMutablePointer(to: &g) { g in
            withUnsafeMutablePointer(to: &b) { toSRGB(Planes(red: r, green: g, blue: $0, count: 1)) }
          }
        }
        return max(abs(r - corner.0), abs(g - corner.1), abs(b - corner.2)) < 1 / 255
      }
    }
  }
}
