import HarmonizationPixels

/// An RGB space that a profile describes by three tone curves and a matrix, as nearly all cameras' and screens' do.
struct MatrixSpace: Sendable {
  private let curves: (ToneCurve, ToneCurve, ToneCurve)
  private let toSRGB: PixelMatrix
  private let fromSRGB: PixelMatrix

  /// Reads `rTRC`, `rXYZ` and so on; nil where the profile has none, or lookup tables that take precedence.
  init?(_ profile: ICCProfile) {
    guard profile.colourSpace == ICCProfile.signature("RGB "), profile.tag("A2B0") == nil,
      let red = ToneCurve(profile, tag: "rTRC"), let green = ToneCurve(profile, tag: "gTRC"),
      let blue = ToneCurve(profile, tag: "bTRC"), let primaries = Self.primaries(profile),
      abs(primaries.determinant) > 1e-9, let inverse = primaries.inverse,
      let sRGBInverse = Self.sRGBPrimaries.inverse
    else { return nil }
    curves = (red, green, blue)
    toSRGB = PixelMatrix(sRGBInverse * primaries)
    fromSRGB = PixelMatrix(inverse * Self.sRGBPrimaries)
  }

  private static func primaries(_ profile: ICCProfile) -> Matrix3? {
    var columns: [SIMD3<Double>] = []
    for name in ["rXYZ", "gXYZ", "bXYZ"] {
      guard let tag = profile.tag(name) else { return nil }
      let xyz = (0..<3).compactMap { profile.word(tag, 8 + 4 * $0).map { Double(Int32(bitPattern: $0)) / 65536 } }
      guard xyz.count == 3 else { return nil }
      columns.append(SIMD3(xyz[0], xyz[1], xyz[2]))
    }
    return Matrix3(columns[0], columns[1], columns[2]).transposed
  }

  /// Linear sRGB to XYZ under D50, Bradford-adapted, as in sRGB's own ICC profile.
  static let sRGBPrimaries =
    Matrix3(
      SIMD3(0.4360747, 0.3850649, 0.1430804), SIMD3(0.2225045, 0.7168786, 0.0606169),
      SIMD3(0.0139322, 0.0971045, 0.7141733))

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
    let scratch = Scratch(width: 1)
    let planes = scratch.before
    return (0...16).allSatisfy { step in
      let value = Float(step) / 16
      let corners: [(Float, Float, Float)] = [(value, value, value), (value, 0, 0), (0, value, 0), (0, 0, value)]
      return corners.allSatisfy { corner in
        (planes.red[0], planes.green[0], planes.blue[0]) = corner
        toSRGB(planes)
        return max(abs(planes.red[0] - corner.0), abs(planes.green[0] - corner.1), abs(planes.blue[0] - corner.2)) < 1
          / 255
      }
    }
  }
}

/// A matrix in the precision of pixels.
private struct PixelMatrix: Sendable {
  private let rows: (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>)

  init(_ matrix: Matrix3) { rows = (SIMD3(matrix.rows.0), SIMD3(matrix.rows.1), SIMD3(matrix.rows.2)) }

  @inline(__always) func applied(to v: (Float, Float, Float)) -> (Float, Float, Float) {
    let x = rows.0.x * v.0 + rows.0.y * v.1 + rows.0.z * v.2
    let y = rows.1.x * v.0 + rows.1.y * v.1 + rows.1.z * v.2
    let z = rows.2.x * v.0 + rows.2.y * v.1 + rows.2.z * v.2
    return (x, y, z)
  }
}
