import HarmonizationImaging
import HarmonizationPixels

extension PictureDecoder {
  /// Decodes with libvips, one thread per file, so that many files can be read side by side. Each file is opened and decoded once.
  ///
  /// - Parameter shortSide: pictures whose short side is longer are reduced to it without aliasing (JPEGs partly inside the
  ///   decoder, which is several times faster); nil leaves every picture at its own size, as the reference does.
  public static func imaging(shortSide: Int? = nil) -> PictureDecoder {
    let decoder = Decoder(threads: 1)
    return PictureDecoder(
      rgb: { try decoder.raster(.file($0), shortSide: shortSide ?? .max, colour: .asStored) },
      mask: { path in
        let mask = try MaskReading(.file(path), values: .stored, decoder: decoder).mask.raster
        let size = Decoder.reducedSize(width: mask.width, height: mask.height, shortSide: shortSide ?? .max)
        return try size.map { try mask.resized(width: $0.width, height: $0.height) } ?? mask
      })
  }
}
