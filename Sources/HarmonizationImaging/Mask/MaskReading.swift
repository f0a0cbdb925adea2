import CHarmonizationVips
import HarmonizationPixels

/// A mask's file, read and understood.
public struct MaskReading: Sendable {
  /// The mask, orientation applied: 0...255, linear.
  public var mask: Mask
  /// What the user should know about how it was understood.
  public var notices: [Notice]
  /// EXIF orientation of the mask's file, 1...8; it has been applied.
  public let orientation: Int
  /// What messages call the file.
  public let name: String

  /// A mask that was made, not read.
  ///
  /// - Parameters:
  ///   - mask: The mask.
  ///   - name: What messages call it.
  public init(_ mask: Mask, name: String) {
    self.mask = mask
    self.name = name
    notices = []
    orientation = 1
  }

  /// Reads a mask from an image of any kind.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - channel: What in it is the mask.
  ///   - decoder: Limits of reading.
  /// - Throws: ``ImagingError``, also ``ImagingError/noAlpha(file:)`` if alpha was asked for and there is none.
  public init(
    _ source: ImageSource, channel: Mask.Channel = .automatic, decoder: Decoder = Decoder()
  ) throws(ImagingError) {
    var options = decoder.options()
    options.anySamples = true
    let opened = try OpenedImage.open(source, options)
    guard channel != .alpha || opened.info.hasAlpha else { throw .noAlpha(file: source.name) }
    let understanding = MaskUnderstanding(try opened.maskValues(), channel: channel)
    mask = Mask(values: understanding.mask.raster.oriented(opened.info.orientation))
    orientation = opened.info.orientation
    name = source.name
    let pages = opened.info.pages
    var notices: [Notice] = pages > 1 ? [.firstOfSeveral(file: source.name, count: pages)] : []
    for finding in understanding.findings { notices.append(.mask(file: source.name, finding)) }
    self.notices = notices
  }
}

extension Raster {
  /// Turned from the stored to the shown orientation (EXIF tag 0x0112).
  func oriented(_ orientation: Int) -> Raster { orientation == 1 ? self : Orientation(tag: orientation).apply(self) }
}

extension OpenedImage {
  /// A mask's values, taken while the image is being decoded.
  fileprivate func maskValues() throws(ImagingError) -> MaskValues {
    switch UInt32(bitPattern: image.format) {
    case CVIPS_FORMAT_UCHAR.rawValue: try maskValues(UInt8.self, white: 255)
    case CVIPS_FORMAT_USHORT.rawValue: try maskValues(UInt16.self, white: 65535)
    default: try maskValues(Float.self, white: 0)
    }
  }

  private func maskValues<Sample: PixelSample>(
    _ type: Sample.Type, white: Float
  ) throws(ImagingError) -> MaskValues {
    var collector = MaskCollector(
      width: image.width, height: image.height, channels: image.channels, hasAlpha: info.hasAlpha, white: white)
    try image.consume(failure: { .damaged(file: name, detail: $0) }) { strip, pixels in
      for y in 0..<strip.height { collector.add(row: strip.y + y, pixels.row(y, of: Sample.self)) }
    }
    return collector.values()
  }
}
