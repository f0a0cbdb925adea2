import HarmonizationPixels

/// The way between a photo's own encoded colours and sRGB, for runs of pixels in 0...1.
enum NativeColour: PixelColourSpace {
  /// The photo is sRGB, or says nothing.
  case sRGB
  /// Tone curves and a matrix.
  case matrix(MatrixSpace)
  /// Lookup tables.
  case lattice(LatticeSpace)
  /// A grey photo whose tone curve is not sRGB's.
  case grey(ToneCurve)

  /// Reads an embedded profile; nil if it cannot be used for such a photo.
  ///
  /// Little CMS converts what the network is shown, and our own curves and matrices what is written. So these count only if Little
  /// CMS finds the same colours by the profile.
  init?(profile bytes: [UInt8], isGrey: Bool) {
    guard let profile = ICCProfile(bytes) else { return nil }
    if isGrey {
      guard profile.colourSpace == ICCProfile.signature("GRAY"), let curve = ToneCurve(profile, tag: "kTRC"),
        Self.grey(curve).agreesWithLittleCMS(bytes, channels: 1)
      else { return nil }
      self = .grey(curve)
    } else if let space = MatrixSpace(profile), Self.matrix(space).agreesWithLittleCMS(bytes, channels: 3) {
      self = space.isSRGB ? .sRGB : .matrix(space)
    } else if let space = try? LatticeSpace(
      profile: bytes, failure: { .processingFailed(file: "ICC profile", detail: $0) })
    {
      self = .lattice(space)
    } else {
      return nil
    }
  }

  var isSRGB: Bool {
    if case .sRGB = self { return true }
    return false
  }

  /// Native to sRGB, in place; colours outside sRGB are clipped. Grey photos have three equal planes.
  func toSRGB(_ planes: Planes) {
    switch self {
    case .sRGB: return
    case .matrix(let space): space.toSRGB(planes)
    case .lattice(let space): space.toSRGB(planes)
    case .grey(let curve):
      for i in 0..<planes.count { planes.red[i] = ToneCurve.sRGB.encoded(curve.linear(planes.red[i])) }
      planes.green.update(from: planes.red, count: planes.count)
      planes.blue.update(from: planes.red, count: planes.count)
    }
  }

  /// sRGB to native, in place; colours outside the native space are clipped.
  func fromSRGB(_ planes: Planes) {
    switch self {
    case .sRGB: return
    case .matrix(let space): space.fromSRGB(planes)
    case .lattice(let space): space.fromSRGB(planes)
    case .grey(let curve):
      for plane in [planes.red, planes.green, planes.blue] {
        for i in 0..<planes.count { plane[i] = curve.encoded(ToneCurve.sRGB.linear(plane[i])) }
      }
    }
  }
}
