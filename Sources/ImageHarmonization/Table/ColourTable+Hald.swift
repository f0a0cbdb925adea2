import HarmonizationImaging
import HarmonizationPixels

/// Hald pictures: a table's colours, node after node, as the pixels of a square whose side is the cube of its level; there are
/// level x level nodes a side.
extension ColourTable {
  /// The level that is written: 64 nodes a side, 512 x 512 pixels.
  private static let writtenLevel = 8

  /// The table as a Hald picture of level 8.
  public func haldPicture() -> Raster<UInt16> {
    let (nodes, side) = (
      Self.writtenLevel * Self.writtenLevel, Self.writtenLevel * Self.writtenLevel * Self.writtenLevel
    )
    let table = size == nodes && coversUnit ? self : ColourTable(size: nodes) { self($0) }
    var raster = Raster<UInt16>(width: side, height: side, channels: 3, repeating: 0)
    for (pixel, colour) in table.colours.enumerated() {
      for channel in 0..<3 { raster.samples[3 * pixel + channel] = UInt16(unit: colour[channel]) }
    }
    return raster
  }

  /// Reads a Hald picture of any level up to 11, 8 or 16 bit.
  ///
  /// - Throws: ``TableFileError`` for a picture of another shape; `ImagingError` for a file that is not a picture.
  init(haldPicture path: String) throws {
    let photo = try Photo(.file(path))
    guard let level = (2...11).first(where: { $0 * $0 * $0 == photo.width }), photo.height == photo.width else {
      throw TableFileError(
        file: path, line: nil,
        reason:
          "\(photo.width)x\(photo.height) pixels are not a Hald picture; its sides are 8, 27, 64, 125, 216, 343, 512, "
          + "729, 1000 or 1331; tables as text end in .cube")
    }
    let units = try photo.units(width: photo.width, height: photo.height)
    let colours = (0..<units.samples.count / 3).map {
      SIMD3(units.samples[3 * $0], units.samples[3 * $0 + 1], units.samples[3 * $0 + 2])
    }
    try self.init(size: level * level, colours: colours)
  }
}
