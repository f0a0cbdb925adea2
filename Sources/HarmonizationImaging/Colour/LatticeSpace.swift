import CHarmonizationVips
import HarmonizationPixels

/// An RGB space of which only Little CMS knows the way to sRGB and back (profiles with lookup tables): both ways sampled on
/// a lattice and interpolated. What is written is the photo's own value plus a difference of two interpolated ones, so
/// the lattice's error cancels where little changes.
struct LatticeSpace: Sendable {
  private static let side = 33
  private let there: [Float]
  private let back: [Float]

  /// Samples the conversions of a profile.
  ///
  /// - Throws: `failure` where Little CMS cannot use the profile in one of the directions.
  init(profile: [UInt8], failure: (String) -> ImagingError) throws(ImagingError) {
    let lattice = try VipsImage.over(Self.lattice)
    let native = try Self.tagged(lattice, failure)
    native.set("icc-profile-data", profile)
    let toSRGB: Raster<UInt16> = try ColourConversion.byProfile(native, depth: 16, failure: failure).raster(
      failure: failure)
    there = toSRGB.samples.map { Float($0) / 65535 }
    // The way back: into the profile connection space as sRGB, out of it through the photo's profile.
    let pcs = try VipsOperation.image(
      "icc_import", [("in", .image(try Self.tagged(lattice, failure))), ("input-profile", .string("srgb"))],
      failure: failure)
    pcs.set("icc-profile-data", profile)
    let exported = try VipsOperation.image(
      "icc_export",
      [
        ("in", .image(pcs)), ("depth", .int(16)), ("intent", .int(CVIPS_INTENT_RELATIVE)),
        ("black-point-compensation", .flag(true)),
      ],
      failure: failure)
    let raster: Raster<UInt16> = try exported.raster(failure: failure)
    guard raster.channels == 3, toSRGB.channels == 3 else { throw failure("the profile is not for RGB") }
    back = raster.samples.map { Float($0) / 65535 }
  }

  private static func tagged(_ image: VipsImage, _ failure: (String) -> ImagingError) throws(ImagingError) -> VipsImage
  {
    try VipsOperation.image(
      "copy", [("in", .image(image)), ("interpretation", .int(Int(CVIPS_INTERPRETATION_RGB16.rawValue)))],
      failure: failure)
  }

  /// All combinations of `side` levels, red slowest.
  private static var lattice: Raster<UInt16> {
    func level(_ index: Int) -> UInt16 { UInt16((index * 65535 + (side - 1) / 2) / (side - 1)) }
    var samples: [UInt16] = []
    samples.reserveCapacity(side * side * side * 3)
    for r in 0..<side {
      for g in 0..<side { for b in 0..<side { samples += [level(r), level(g), level(b)] } }
    }
    return Raster(width: side * side, height: side, channels: 3, unchecked: samples)
  }

  /// Encoded native values to sRGB, clipped to its gamut.
  func toSRGB(_ planes: Planes) { Self.interpolate(there, planes) }

  /// sRGB to encoded native values, clipped to their gamut.
  func fromSRGB(_ planes: Planes) { Self.interpolate(back, planes) }

  private static func interpolate(_ table: [Float], _ planes: Planes) {
    table.withUnsafeBufferPointer { table in
      planes.map { pixel in
        let (r, g, b) = (cell(pixel.0), cell(pixel.1), cell(pixel.2))
        let base = ((r.index * side + g.index) * side + b.index) * 3
        return (
          trilinear(table, at: base, r: r.fraction, g: g.fraction, b: b.fraction),
          trilinear(table, at: base + 1, r: r.fraction, g: g.fraction, b: b.fraction),
          trilinear(table, at: base + 2, r: r.fraction, g: g.fraction, b: b.fraction)
        )
      }
    }
  }

  @inline(__always) private static func cell(_ x: Float) -> (index: Int, fraction: Float) {
    let position = x > 0 ? min(x, 1) * Float(side - 1) : 0
    let index = min(Int(position), side - 2)
    return (index, position - Float(index))
  }

  @inline(__always) private static func trilinear(
    _ table: UnsafeBufferPointer<Float>, at: Int, r: Float, g: Float, b: Float
  ) -> Float {
    func line(_ at: Int) -> Float { table[at] + (table[at + 3] - table[at]) * b }
    func face(_ at: Int) -> Float {
      let near = line(at)
      return near + (line(at + 3 * side) - near) * g
    }
    let near = face(at)
    return near + (face(at + 3 * side * side) - near) * r
  }
}
