import CHarmonizationVips
import HarmonizationPixels

extension AnyRaster {
  /// The picture as RGB of its own depth, alpha dropped; `image` says what the samples mean.
  func asRGB(
    like image: VipsImage, _ handling: Decoder.ColourHandling, name: String
  ) throws(ImagingError) -> AnyRaster {
    let colour = ImageInfo.colour(image)
    let isPlain = colour == .rgb || colour == .grey
    if isPlain, handling == .asStored || !image.hasField("icc-profile-data") {
      return map(ColoursOnly(hasAlpha: image.hasAlpha))
    }
    // Through libvips's and Little CMS's colour conversion; only small rasters or rare kinds of files come here.
    let failure = { (detail: String) in ImagingError.processingFailed(file: name, detail: detail) }
    let rgb = try ColourConversion.toSRGB(try vipsImage(like: image), failure: failure)
    return try AnyRaster(rgb, failure: failure).map(ColoursOnly(hasAlpha: rgb.hasAlpha))
  }

  /// The samples rounded to 8 bits.
  func eightBits() -> Raster<UInt8> {
    switch self {
    case .bytes(let raster): raster
    case .words(let raster): raster.map { UInt8((UInt32($0) * 255 + 32767) / 65535) }
    case .floats(let raster): raster.map { UInt8(nearest: $0 * 255) }
    }
  }

  /// The samples in 0...1, at the precision that they have.
  func units() -> Raster<Float> {
    switch self {
    case .bytes(let raster): raster.units()
    case .words(let raster): raster.units()
    case .floats(let raster): raster
    }
  }

  /// The samples as an image with the interpretation and profile of `original`.
  private func vipsImage(like original: VipsImage) throws(ImagingError) -> VipsImage {
    let image =
      switch self {
      case .bytes(let raster): try VipsImage.over(raster)
      case .words(let raster): try VipsImage.over(raster)
      case .floats(let raster): try VipsImage.over(raster)
      }
    let failure = { (detail: String) in ImagingError.processingFailed(file: "image", detail: detail) }
    let tagged = try VipsOperation.image(
      "copy", [("in", .image(image)), ("interpretation", .int(Int(original.interpretation)))], failure: failure)
    if let profile = original.bytes("icc-profile-data") { tagged.set("icc-profile-data", profile) }
    return tagged
  }

  /// Reads all pixels of an image of any of the three sample types.
  init(_ image: VipsImage, failure: (String) -> ImagingError) throws(ImagingError) {
    switch UInt32(bitPattern: image.format) {
    case CVIPS_FORMAT_UCHAR.rawValue: self = .bytes(try image.raster(failure: failure))
    case CVIPS_FORMAT_USHORT.rawValue: self = .words(try image.raster(failure: failure))
    default: self = .floats(try image.raster(failure: failure))
    }
  }
}

/// Three channels: alpha dropped, grey repeated.
private struct ColoursOnly: RasterTransform {
  let hasAlpha: Bool

  func apply<Sample>(_ raster: Raster<Sample>) -> Raster<Sample> {
    let channels = raster.channels
    let colours = channels - (hasAlpha ? 1 : 0)
    if channels == 3, colours == 3 { return raster }
    let source = colours >= 3 ? [0, 1, 2] : [0, 0, 0]
    var rgb: [Sample] = []
    rgb.reserveCapacity(raster.width * raster.height * 3)
    for start in stride(from: 0, to: raster.samples.count, by: channels) {
      for channel in source { rgb.append(raster.samples[start + channel]) }
    }
    return Raster(width: raster.width, height: raster.height, channels: 3, unchecked: rgb)
  }
}

extension Raster {
  /// A picture of 1 to 4 channels as RGB: alpha dropped, grey repeated.
  func rgb() -> Raster { ColoursOnly(hasAlpha: channels % 2 == 0).apply(self) }
}
