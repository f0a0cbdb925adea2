import CHarmonizationVips

/// Conversions between colour spaces by libvips and Little CMS.
enum ColourConversion {
  /// The image in sRGB: by its profile where it has a usable one, else by what its channels mean. 16-bit images stay 16 bit.
  static func toSRGB(_ image: VipsImage, failure: (String) -> ImagingError) throws(ImagingError) -> VipsImage {
    let isDeep = image.format != Int32(CVIPS_FORMAT_UCHAR.rawValue)
    let isCMYK = image.interpretation == Int32(CVIPS_INTERPRETATION_CMYK.rawValue)
    if image.hasField("icc-profile-data") || isCMYK {
      let converted = try? VipsOperation.image(
        "icc_transform",
        [
          ("in", .image(image)), ("output-profile", .string("srgb")), ("embedded", .flag(true)),
          ("input-profile", .string(isCMYK ? "cmyk" : "srgb")), ("intent", .int(CVIPS_INTENT_RELATIVE)),
          ("black-point-compensation", .flag(true)),
          ("depth", .int(isDeep ? 16 : 8)),
        ], failure: failure)
      // A broken profile: the numbers themselves are the best guess.
      if let converted { return converted }
    }
    let space = isDeep ? CVIPS_INTERPRETATION_RGB16 : CVIPS_INTERPRETATION_SRGB
    return try VipsOperation.image(
      "colourspace", [("in", .image(image)), ("space", .int(Int(space.rawValue)))], failure: failure)
  }
}
