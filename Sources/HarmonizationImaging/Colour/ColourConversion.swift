import CHarmonizationVips

/// Conversions between colour spaces by libvips and Little CMS.
enum ColourConversion {
  /// The image in sRGB: by its profile where it has a usable one, else by what its channels mean. 16-bit images stay 16 bit.
  static func toSRGB(_ image: VipsImage, failure: (String) -> ImagingError) throws(ImagingError) -> VipsImage {
    let isDeep = image.format != Int32(CVIPS_FORMAT_UCHAR.rawValue)
    let isCMYK = image.interpretation == Int32(CVIPS_INTERPRETATION_CMYK.rawValue)
    if image.hasField("icc-profile-data") || isCMYK {
      let inks = isCMYK ? "cmyk" : nil
      // A broken profile: the numbers themselves are the best guess.
      if let converted = try? byProfile(image, else: inks, depth: isDeep ? 16 : 8, failure: failure) {
        return converted
      }
    }
    let space = isDeep ? CVIPS_INTERPRETATION_RGB16 : CVIPS_INTERPRETATION_SRGB
    return try VipsOperation.image(
      "colourspace", [("in", .image(image)), ("space", .int(Int(space.rawValue)))], failure: failure)
  }

  /// Whether Little CMS can use the embedded profile.
  static func canConvert(_ image: VipsImage) -> Bool {
    // Nothing is computed before pixels are asked for.
    (try? byProfile(image, depth: 16) { .processingFailed(file: "ICC profile", detail: $0) }) != nil
  }

  /// The image in sRGB by its embedded profile.
  ///
  /// - Parameters:
  ///   - image: grey, RGB or CMYK.
  ///   - other: the name of a profile of libvips's own for an image whose profile cannot be used.
  ///   - depth: bits of a sample of the result, 8 or 16.
  ///   - failure: makes the error.
  /// - Throws: `failure` if Little CMS cannot use the profile and there is no other.
  static func byProfile(
    _ image: VipsImage, else other: String? = nil, depth: Int, failure: (String) -> ImagingError
  ) throws(ImagingError) -> VipsImage {
    var arguments: [(name: String, value: VipsOperation.Argument)] = [
      ("in", .image(image)), ("output-profile", .string("srgb")), ("embedded", .flag(true)),
      ("intent", .int(CVIPS_INTENT_RELATIVE)), ("black-point-compensation", .flag(true)), ("depth", .int(depth)),
    ]
    if let other { arguments.append(("input-profile", .string(other))) }
    return try VipsOperation.image("icc_transform", arguments, failure: failure)
  }
}
