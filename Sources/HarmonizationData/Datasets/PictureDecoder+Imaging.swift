import HarmonizationImaging
import HarmonizationPixels

extension PictureDecoder {
  /// Decodes with libvips, one thread per file, so that many files can be read side by side. Each file is opened once.
  ///
  /// - Parameter shortSide: pictures whose short side is longer are reduced to it without aliasing (JPEGs partly inside the
  ///   decoder, which is several times faster); nil leaves every picture at its own size, as the reference does.
  public static func imaging(shortSide: Int? = nil) -> PictureDecoder {
    let decoder = Decoder(threads: 1)
    return PictureDecoder(
      rgb: { try decoder.raster(.file($0).loaded(), shortSide: shortSide ?? .max, colour: .asStored) },
      mask: { path in
        // Soft edges count as they are stored, as in the reference's metrics; only label maps are understood.
        let source = try ImageSource.file(path).loaded()
        let stored = try decoder.raster(source, shortSide: .max, colour: .asStored)
        var mask = Raster<UInt8>(width: stored.width, height: stored.height, channels: 1, repeating: 0)
        for index in mask.samples.indices { mask.samples[index] = stored.samples[3 * index] }
        if (mask.samples.max() ?? 0) < 32 { mask = try Mask(source, decoder: decoder).raster }
        let size = Decoder.reducedSize(width: mask.width, height: mask.height, shortSide: shortSide ?? .max)
        let read = mask
        return try size.map { try read.resized(width: $0.width, height: $0.height) } ?? read
      })
  }
}
