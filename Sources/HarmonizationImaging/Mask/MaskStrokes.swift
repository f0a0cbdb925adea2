import CHarmonizationVips
import HarmonizationPixels

/// What somebody painted over a photo to say where the object is: white or green on the object, black or red on the background.
/// Everything else (transparent, grey, other colours) says nothing.
public struct MaskStrokes: Sendable {
  /// What messages call the file.
  public let name: String
  /// Pixels in a row.
  public var width: Int { marks.width }
  /// Rows.
  public var height: Int { marks.height }
  /// Whether something marks the object.
  public let marksObject: Bool
  /// Whether something marks the background.
  public let marksBackground: Bool

  private let marks: Raster<GrabCut.Hint>

  /// Reads a picture of strokes, orientation applied.
  ///
  /// - Throws: ``ImagingError``; ``ImagingError/unsupported(file:reason:)`` for CMYK and floating point.
  public init(_ source: ImageSource, decoder: Decoder = Decoder()) throws(ImagingError) {
    let opened = try OpenedImage.open(EncodedImage(source), decoder.options())
    let (image, info) = (opened.image, opened.info)
    guard info.colour == .rgb || info.colour == .grey, [UInt8.bandFormat, UInt16.bandFormat].contains(image.format)
    else { throw .unsupported(file: source.name, reason: "strokes are 8 or 16 bit, grey or RGB") }
    var marks = Raster<GrabCut.Hint>(width: image.width, height: image.height, channels: 1, repeating: .unknown)
    let (channels, hasAlpha, isDeep) = (image.channels, info.hasAlpha, image.format == UInt16.bandFormat)
    try image.consume(failure: { .damaged(file: source.name, detail: $0) }) { strip, pixels in
      for y in 0..<strip.height {
        let start = (strip.y + y) * marks.width
        for x in 0..<strip.width {
          func sample(_ channel: Int) -> Float {
            isDeep
              ? pixels.row(y, of: UInt16.self)[x * channels + channel].unit
              : pixels.row(y, of: UInt8.self)[x * channels + channel].unit
          }
          if hasAlpha, sample(channels - 1) < 0.5 { continue }
          let isGrey = channels < 3
          marks.samples[start + x] = Self.mark(
            red: sample(0), green: sample(isGrey ? 0 : 1), blue: sample(isGrey ? 0 : 2))
        }
      }
    }
    self.init(marks.oriented(info.orientation), name: source.name)
  }

  private init(_ marks: Raster<GrabCut.Hint>, name: String) {
    (self.marks, self.name) = (marks, name)
    marksObject = marks.samples.contains(.object)
    marksBackground = marks.samples.contains(.background)
  }

  private static func mark(red: Float, green: Float, blue: Float) -> GrabCut.Hint {
    if min(red, green, blue) > 0.8 || green > max(red, blue) + 0.25 { return .object }
    if max(red, green, blue) < 0.2 || red > max(green, blue) + 0.25 { return .background }
    return .unknown
  }

  /// The smallest rectangle of a photo around all strokes; nil if there are none.
  ///
  /// - Parameter photo: The photo's size as a rectangle; the strokes are stretched over it.
  package func extent(over photo: PixelRect) -> PixelRect? {
    guard let own = marks.map({ $0 == .unknown ? UInt8(0) : 1 }).extent(above: 0) else { return nil }
    let (left, top) = (own.x * photo.width / width, own.y * photo.height / height)
    let right = ((own.x + own.width) * photo.width + width - 1) / width
    let bottom = ((own.y + own.height) * photo.height + height - 1) / height
    return PixelRect(x: left, y: top, width: right - left, height: bottom - top)
  }

  /// The strokes in a small copy of a part of the photo; thin ones survive.
  ///
  /// - Parameters:
  ///   - part: The part of the photo.
  ///   - photo: The photo's size as a rectangle.
  ///   - width: Columns of the copy.
  ///   - height: Rows of the copy.
  package func hints(in part: PixelRect, of photo: PixelRect, width: Int, height: Int) -> [GrabCut.Hint] {
    func range(_ index: Int, of count: Int, from start: Int, extent: Int, own: Int, all: Int) -> Range<Int> {
      let scale = Double(own) / Double(all)
      let first = (Double(start) + Double(index) * Double(extent) / Double(count)) * scale
      let last = (Double(start) + Double(index + 1) * Double(extent) / Double(count)) * scale
      let begin = min(max(Int(first), 0), own - 1)
      return begin..<min(max(Int(last.rounded(.up)), begin + 1), own)
    }
    let columns = (0..<width).map {
      range($0, of: width, from: part.x, extent: part.width, own: self.width, all: photo.width)
    }
    var hints: [GrabCut.Hint] = []
    hints.reserveCapacity(width * height)
    for y in 0..<height {
      let rows = range(y, of: height, from: part.y, extent: part.height, own: self.height, all: photo.height)
      for columns in columns { hints.append(mark(rows: rows, columns: columns)) }
    }
    return hints
  }

  private func mark(rows: Range<Int>, columns: Range<Int>) -> GrabCut.Hint {
    var found = GrabCut.Hint.unknown
    for y in rows {
      for x in columns {
        let mark = marks.samples[y * width + x]
        if mark == .object { return .object }
        if mark == .background { found = .background }
      }
    }
    return found
  }
}
