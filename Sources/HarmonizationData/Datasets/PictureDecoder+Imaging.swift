import HarmonizationImaging

extension PictureDecoder {
  /// Decodes with libvips, one thread per file, so that many files can be read side by side.
  ///
  /// - Parameter shortSide: pictures whose short side is longer are reduced to it without aliasing (JPEGs partly inside the
  ///   decoder, which is several times faster); nil leaves every picture at its own size, as the reference does.
  public static func imaging(shortSide: Int? = nil) -> PictureDecoder {
    let decoder = Decoder(threads: 1)
    return PictureDecoder(
      rgb: { path in
        let source = ImageSource.file(path)
        if let shortSide {
          let info = try decoder.info(source)
          if let size = reduced(width: info.width, height: info.height, shortSide: shortSide) {
            return try decoder.raster(source, width: size.width, height: size.height, colour: .asStored)
          }
        }
        return try decoder.raster(source, colour: .asStored)
      },
      mask: { path in
        let mask = try Mask(.file(path), decoder: decoder).raster
        guard let size = reduced(width: mask.width, height: mask.height, shortSide: shortSide ?? .max) else {
          return mask
        }
        return try mask.resized(width: size.width, height: size.height)
      })
  }
}

/// The size with the given short side; nil where the picture is no larger already.
func reduced(width: Int, height: Int, shortSide: Int) -> (width: Int, height: Int)? {
  let short = min(width, height)
  guard shortSide >= 1, short > shortSide else { return nil }
  func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * Double(shortSide) / Double(short)).rounded())) }
  return (scaled(width), scaled(height))
}
