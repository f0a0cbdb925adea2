import CHarmonizationVips
import HarmonizationPixels

/// Converts a photo's own colours to sRGB, the way in which they are read everywhere else.
final class SRGBConversion: SampleNode {
  private let colour: NativeColour
  private let channels: Int
  private let colours: Int
  let isDeep: Bool

  private init(_ colour: NativeColour, _ image: VipsImage) {
    self.colour = colour
    channels = image.channels
    colours = image.channels - (image.hasAlpha ? 1 : 0)
    isDeep = image.format == UInt16.bandFormat
  }

  /// - Parameters:
  ///   - image: 8 or 16 bit, grey or RGB, with or without alpha.
  ///   - colour: What its numbers mean.
  static func converted(_ image: VipsImage, from colour: NativeColour) throws(ImagingError) -> VipsImage {
    let result = try image.generating(
      channels: image.channels, format: image.format, interpretation: image.interpretation,
      node: SRGBConversion(colour, image))
    result.remove("icc-profile-data")
    return result
  }

  func inputFailed() {}

  @inline(__always) func generate<Sample: PixelSample>(
    _ type: Sample.Type, _ area: PixelRect, from input: VipsImage.Pixels, into output: VipsImage.Pixels
  ) {
    let scratch = Scratch(width: area.width)
    let planes = scratch.before
    for y in 0..<area.height {
      let (source, target) = (input.row(y, of: Sample.self), output.row(y, of: Sample.self))
      target.update(from: source, count: area.width * channels)
      let used = colours < 3 ? [planes.red] : [planes.red, planes.green, planes.blue]
      for (channel, plane) in used.enumerated() {
        for x in 0..<area.width { plane[x] = source[x * channels + channel].unit }
      }
      colour.toSRGB(planes)
      for (channel, plane) in used.enumerated() {
        for x in 0..<area.width { target[x * channels + channel] = Sample(unit: plane[x]) }
      }
    }
  }
}
