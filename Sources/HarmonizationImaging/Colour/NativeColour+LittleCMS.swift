import HarmonizationPixels

extension NativeColour {
  /// Colours to compare by: greys, shades of the primaries, and mixtures.
  private static let probes: [[UInt8]] = [0, 1, 4, 16, 32, 64, 96, 128, 160, 192, 224, 255].flatMap { level in
    [[level, level, level], [level, 0, 0], [0, level, 0], [0, 0, level], [255, level, 60]]
  }

  /// Whether Little CMS accepts the profile and finds the same colours by it: within 2 levels of 255 on average, since it tabulates
  /// grey curves coarsely near black.
  ///
  /// - Parameters:
  ///   - profile: the profile that these curves were read from.
  ///   - channels: 1 for grey, 3 for RGB.
  func agreesWithLittleCMS(_ profile: [UInt8], channels: Int) -> Bool {
    guard let theirs = Self.probesByLittleCMS(profile, channels) else { return false }
    let scratch = Scratch(width: Self.probes.count)
    let planes = scratch.before
    for (index, probe) in Self.probes.enumerated() {
      planes.red[index] = probe[0].unit
      planes.green[index] = probe[channels == 1 ? 0 : 1].unit
      planes.blue[index] = probe[channels == 1 ? 0 : 2].unit
    }
    toSRGB(planes)
    var difference: Float = 0
    for index in Self.probes.indices {
      for (channel, plane) in [planes.red, planes.green, planes.blue].enumerated() {
        difference += abs(plane[index] * 255 - Float(theirs.samples[3 * index + channel]))
      }
    }
    return difference / Float(theirs.samples.count) < 2
  }

  private static func probesByLittleCMS(_ profile: [UInt8], _ channels: Int) -> Raster<UInt8>? {
    let native = Raster(
      width: probes.count, height: 1, channels: channels, unchecked: probes.flatMap { $0.prefix(channels) })
    let failure = { (detail: String) in ImagingError.processingFailed(file: "ICC profile", detail: detail) }
    do {
      let image = try VipsImage.picture(native)
      image.set("icc-profile-data", profile)
      let raster: Raster<UInt8> = try ColourConversion.byProfile(image, depth: 8, failure: failure).raster(
        failure: failure)
      return raster.channels == 3 ? raster : nil
    } catch { return nil }
  }
}
