import CHarmonizationVips
import HarmonizationPixels

/// Which pixels are foreground: 8 bits per pixel, 255 in the foreground, 0 in the background, soft edges between.
///
/// Kept in memory, one byte per pixel, because it is needed three times: for statistics, for the network, for blending.
/// Eight bits are enough for 16-bit photos too: one step of the mask changes a pixel by less than one 8-bit level.
public struct Mask: Sendable, Equatable {
  /// The values, one channel.
  public let raster: Raster<UInt8>

  /// Pixels in a row.
  public var width: Int { raster.width }
  /// Rows.
  public var height: Int { raster.height }

  /// What in an image is the mask.
  public enum Channel: String, Sendable, CaseIterable {
    /// Brightness (the Rec. 601 luma of colours); transparent areas count as black.
    case brightness
    /// The alpha channel, as cut-outs have it.
    case alpha
  }

  /// Takes a raster of one channel; nil where it has more.
  public init?(_ raster: Raster<UInt8>) {
    guard raster.channels == 1 else { return nil }
    self.raster = raster
  }

  init(values: Raster<UInt8>) { raster = values }

  /// Reads a mask from an image of any kind, orientation applied.
  ///
  /// - Throws: ``ImagingError``, also ``ImagingError/noAlpha(file:)``.
  public init(
    _ source: ImageSource, channel: Channel = .brightness, decoder: Decoder = Decoder()
  ) throws(ImagingError) {
    let opening = try Opening.open(source, decoder.options())
    guard channel == .brightness || opening.info.hasAlpha else { throw .noAlpha(file: source.name) }
    raster = try opening.mask(channel).oriented(opening.info.orientation)
  }

  /// Checks that the mask fits a photo pixel by pixel.
  ///
  /// - Throws: ``ImagingError/sizeMismatch(file:width:height:other:otherWidth:otherHeight:)``; `name` is what it calls the mask.
  public func check(fits photo: Photo, name: String = "the mask") throws(ImagingError) {
    guard width == photo.width, height == photo.height else {
      throw .sizeMismatch(
        file: name, width: width, height: height, other: photo.name, otherWidth: photo.width, otherHeight: photo.height)
    }
  }
}

extension Raster {
  /// Turned from the stored to the shown orientation (EXIF tag 0x0112).
  func oriented(_ orientation: Int) -> Raster { orientation == 1 ? self : Orientation(tag: orientation).apply(self) }
}

extension Opening {
  /// Mask values, computed while the image is being decoded.
  func mask(_ channel: Mask.Channel) throws(ImagingError) -> Raster<UInt8> {
    switch UInt32(bitPattern: image.format) {
    case CVIPS_FORMAT_UCHAR.rawValue: try mask(UInt8.self, channel, scale: 1)
    case CVIPS_FORMAT_USHORT.rawValue: try mask(UInt16.self, channel, scale: 1 / 257)
    default: try mask(Float.self, channel, scale: 255)
    }
  }

  private func mask<Sample: PixelSample>(
    _ type: Sample.Type, _ channel: Mask.Channel, scale: Float
  ) throws(ImagingError) -> Raster<UInt8> {
    let reader = MaskReader(channels: image.channels, hasAlpha: info.hasAlpha, channel: channel, scale: scale)
    let width = image.width
    var raster = Raster<UInt8>(width: width, height: image.height, channels: 1, repeating: 0)
    try image.consume(failure: { .damaged(file: name, detail: $0) }) { strip, pixels in
      raster.samples.withUnsafeMutableBufferPointer { out in
        for y in 0..<strip.height {
          let row = UnsafeMutableBufferPointer(rebasing: out[((strip.y + y) * width)..<((strip.y + y + 1) * width)])
          reader.read(pixels.row(y, of: Sample.self), into: row)
        }
      }
    }
    return raster
  }
}

/// Turns pixels into mask values.
private struct MaskReader {
  let channels: Int
  let hasAlpha: Bool
  let channel: Mask.Channel
  /// From the samples' units to 0...255.
  let scale: Float

  func read<Sample: PixelSample>(_ row: UnsafePointer<Sample>, into out: UnsafeMutableBufferPointer<UInt8>) {
    if channels == 1, Sample.self == UInt8.self {
      UnsafeMutableRawBufferPointer(out).copyMemory(from: UnsafeRawBufferPointer(start: row, count: out.count))
      return
    }
    let colours = channels - (hasAlpha ? 1 : 0)
    for x in out.indices {
      let pixel = row + x * channels
      let alpha = hasAlpha ? pixel[channels - 1].real * scale : 255
      out[x] = UInt8(nearest: channel == .alpha ? alpha : brightness(pixel, colours) * alpha / 255)
    }
  }

  @inline(__always)
  private func brightness<Sample: PixelSample>(_ pixel: UnsafePointer<Sample>, _ colours: Int) -> Float {
    guard colours >= 3 else { return pixel[0].real * scale }
    return Luma.bt601(red: pixel[0].real, green: pixel[1].real, blue: pixel[2].real) * scale
  }
}
