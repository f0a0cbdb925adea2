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
    /// The alpha channel of a cut-out, otherwise the brightness.
    case automatic
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

  /// Reads a mask from an image of any kind, orientation applied, and cleans it: see ``MaskReading``, which also says what was
  /// found.
  ///
  /// - Throws: ``ImagingError``, also ``ImagingError/noAlpha(file:)``.
  public init(
    _ source: ImageSource, channel: Channel = .automatic, decoder: Decoder = Decoder()
  ) throws(ImagingError) {
    self = try MaskReading(source, channel: channel, decoder: decoder).mask
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
