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
  /// Why the mask has no foreground; nil if it has one.
  public let emptiness: String?

  /// A mask that was made, not read.
  ///
  /// - Parameters:
  ///   - mask: The mask.
  ///   - name: What messages call it.
  public init(_ mask: Mask, name: String) { self.init(mask, name: name, orientation: 1) }

  private init(_ mask: Mask, name: String, orientation: Int) {
    self.mask = mask
    self.name = name
    self.orientation = orientation
    notices = []
    emptiness = mask.hasForeground ? nil : "nothing in it is white"
  }

  /// What is made of a file's values.
  public enum Values: Sendable {
    /// They are understood as people draw masks: what is nearly black or white is meant to be, label maps and selections are
    /// recognized. Notices say what was found.
    case understood
    /// They count as they are stored, red of colours: metrics of data sets need every level of a soft edge. Only a file without
    /// a value of 32 or more, which can be nothing but a label map, is understood.
    case stored
  }

  /// Reads a mask from an image of any kind.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - channel: What in it is the mask; ``Values/stored`` values are always its colours.
  ///   - values: What is made of its values.
  ///   - decoder: Limits of reading.
  /// - Throws: ``ImagingError``, also ``ImagingError/noAlpha(file:)`` if alpha was asked for and there is none.
  public init(
    _ source: ImageSource, channel: Mask.Channel = .automatic, values: Values = .understood,
    decoder: Decoder = Decoder()
  ) throws(ImagingError) {
    let file = try EncodedImage(source)
    if values == .stored {
      let opened = try OpenedImage.open(file, decoder.options())
      let rgb = try decoder.whole(opened, .asStored)
      let red = stride(from: 0, to: rgb.samples.count, by: 3).map { rgb.samples[$0] }
      if red.contains(where: { $0 >= 32 }) {
        let mask = Mask(values: Raster(width: rgb.width, height: rgb.height, channels: 1, unchecked: red))
        self.init(mask, name: file.name, orientation: opened.info.orientation)
        return
      }
    }
    try self.init(understanding: file, channel: channel, decoder: decoder)
  }

  private init(
    understanding file: EncodedImage, channel: Mask.Channel, decoder: Decoder
  ) throws(ImagingError) {
    let source = file.source
    var options = decoder.options()
    options.anySamples = true
    let opened = try OpenedImage.open(file, options)
    guard channel != .alpha || opened.info.hasAlpha else { throw .noAlpha(file: source.name) }
    let values = try opened.maskValues()
    let understanding = MaskUnderstanding(values, channel: channel)
    mask = Mask(values: understanding.mask.raster.oriented(opened.info.orientation))
    orientation = opened.info.orientation
    name = source.name
    let pages = opened.info.pages
    emptiness = understanding.mask.hasForeground ? nil : Self.emptiness(values, channel, pages: pages)
    var notices = file.notices + (pages > 1 ? [.firstOfSeveral(file: source.name, count: pages)] : [])
    for finding in understanding.findings { notices.append(.mask(file: source.name, finding)) }
    self.notices = notices
  }
}

extension MaskReading {
  /// What a file without a foreground contains instead, and what to do.
  private static func emptiness(_ values: MaskValues, _ channel: Mask.Channel, pages: Int) -> String {
    if pages > 1 {
      return "the first of its \(pages) pictures is black; save the one with the mask as a file of its own"
    }
    if let alpha = values.alpha, alpha.allSatisfy({ $0 < 8 }) { return "all of it is transparent" }
    if channel == .alpha {
      return "its transparency selects nothing; leave --alpha-mask out if its brightness is the mask"
    }
    if let value = values.onlyValue, value > 0 {
      return "every pixel has the value \(value); the object needs another one"
    }
    return "it is black everywhere; the object must be white"
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
    try image.consume(failure: { UnreadKinds.error($0, file: name) }) { strip, pixels in
      for y in 0..<strip.height { collector.add(row: strip.y + y, pixels.row(y, of: Sample.self)) }
    }
    return collector.values()
  }
}
