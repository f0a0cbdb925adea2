import Imaging

extension PictureDecoder {
  /// Decodes with libvips, one thread per file, so that many files can be read side by side.
  ///
  /// - Parameter shortSide: pictures whose short side is longer are reduced to it without aliasing (JPEGs partly inside the
  ///   decoder, which is several times faster); nil leaves every picture at its own size, as the reference does.
  public static func imaging(shortSide: Int? = nil) -> PictureDecoder {
    let decoder = Decoder(threads: 1)
    let read: @Sendable (String) throws -> Raster<UInt8> = { path in
      let source = ImageSource.file(path)
      if let shortSide {
        let info = try decoder.info(source)
        if let size = reduced(width: info.width, height: info.height, shortSide: shortSide) {
          return try decoder.raster(source, width: size.width, height: size.height, colour: .asStored)
        }
      }
      return try decoder.raster(source, colour: .asStored)
    }
    return PictureDecoder(rgb: read, mask: { path in try read(path).firstBand })
  }
}

/// The size with the given short side; nil where the picture is no larger already.
func reduced(width: Int, height: Int, shortSide: Int) -> (width: Int, height: Int)? {
  let short = min(width, height)
  guard shortSide >= 1, short > shortSide else { return nil }
  func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * Double(shortSide) / Double(short)).rounded())) }
  return (scaled(width), scaled(height))
}

extension Raster {
  /// The first band alone.
  var firstBand: Raster {
    guard bands > 1 else { return self }
    var plane: [Sample] = []
    plane.reserveCapacity(width * height)
    samples.withUnsafeBufferPointer { for i in stride(from: 0, to: $0.count, by: bands) { plane.append($0[i]) } }
    return Raster(width: width, height: height, bands: 1, samples: plane) ?? self
  }
}
