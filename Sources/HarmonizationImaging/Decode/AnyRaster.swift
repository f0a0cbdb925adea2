import CHarmonizationVips
import HarmonizationPixels

/// Decoded samples of whichever type the file has.
enum AnyRaster {
  case bytes(Raster<UInt8>)
  case words(Raster<UInt16>)
  case floats(Raster<Float>)

  /// Applies `body` to the raster inside, which may return another of the same sample type.
  func map(_ body: RasterTransform) -> AnyRaster {
    switch self {
    case .bytes(let raster): .bytes(body.apply(raster))
    case .words(let raster): .words(body.apply(raster))
    case .floats(let raster): .floats(body.apply(raster))
    }
  }

  /// Turned from the stored to the shown orientation (EXIF tag 0x0112).
  func oriented(_ orientation: Int) -> AnyRaster {
    orientation == 1 ? self : map(Orientation(tag: orientation))
  }
}

/// A function over rasters of any sample type.
protocol RasterTransform {
  func apply<Sample>(_ raster: Raster<Sample>) -> Raster<Sample>
}

/// The eight ways in which a camera may be held.
struct Orientation: RasterTransform {
  let tag: Int

  func apply<Sample>(_ raster: Raster<Sample>) -> Raster<Sample> {
    let (width, height, channels) = (raster.width, raster.height, raster.channels)
    let swapped = tag >= 5
    let (newWidth, newHeight) = swapped ? (height, width) : (width, height)
    var samples: [Sample] = []
    samples.reserveCapacity(raster.samples.count)
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        let from = source(x: x, y: y, width: width, height: height)
        let start = raster.offset(x: from.x, y: from.y)
        for channel in 0..<channels { samples.append(raster.samples[start + channel]) }
      }
    }
    return Raster(width: newWidth, height: newHeight, channels: channels, unchecked: samples)
  }

  /// The stored pixel that is shown at (`x`, `y`); `width` and `height` are as stored.
  private func source(x: Int, y: Int, width: Int, height: Int) -> (x: Int, y: Int) {
    switch tag {
    case 2: (width - 1 - x, y)
    case 3: (width - 1 - x, height - 1 - y)
    case 4: (x, height - 1 - y)
    case 5: (y, x)
    case 6: (y, height - 1 - x)
    case 7: (width - 1 - y, height - 1 - x)
    case 8: (width - 1 - y, x)
    default: (x, y)
    }
  }
}

extension PixelRect {
  /// The rectangle of the stored picture that an orientation tag shows here; `size` is the picture's as shown.
  func stored(orientation tag: Int, shown size: (width: Int, height: Int)) -> PixelRect {
    let (right, below) = (size.width - x - width, size.height - y - height)
    return switch tag {
    case 2: PixelRect(x: right, y: y, width: width, height: height)
    case 3: PixelRect(x: right, y: below, width: width, height: height)
    case 4: PixelRect(x: x, y: below, width: width, height: height)
    case 5: PixelRect(x: y, y: x, width: height, height: width)
    case 6: PixelRect(x: y, y: right, width: height, height: width)
    case 7: PixelRect(x: below, y: right, width: height, height: width)
    case 8: PixelRect(x: below, y: x, width: height, height: width)
    default: self
    }
  }
}

extension OpenedImage {
  private func damaged(_ detail: String) -> ImagingError { UnreadKinds.error(detail, file: name) }

  /// All pixels as stored.
  func whole() throws(ImagingError) -> AnyRaster {
    switch UInt32(bitPattern: image.format) {
    case CVIPS_FORMAT_UCHAR.rawValue: .bytes(try image.raster(failure: damaged))
    case CVIPS_FORMAT_USHORT.rawValue: .words(try image.raster(failure: damaged))
    default: .floats(try image.raster(failure: damaged))
    }
  }

  /// The pixels of a part, or all, as stored, reduced to `width` x `height` while they are being decoded.
  func resized(
    _ part: PixelRect?, width: Int, height: Int, filter: ResamplingFilter
  ) throws(ImagingError) -> AnyRaster {
    // The decoder drops a partly covered last pixel; the picture's edge is up to one pixel beyond what it delivers.
    let stored = info.orientation >= 5 ? (info.height, info.width) : (info.width, info.height)
    let part = part ?? PixelRect(x: 0, y: 0, width: stored.0, height: stored.1)
    return try image.resized(
      part: part, scale: 1 / Double(shrink), width: width, height: height, filter: filter, failure: damaged)
  }
}

extension VipsImage {
  /// The pixels of a part, resized to `width` x `height` while they are being computed.
  ///
  /// - Parameters:
  ///   - part: a rectangle; nil for the whole image.
  ///   - scale: size of the image's pixels relative to those that the part is given in.
  ///   - width: columns of the result.
  ///   - height: rows of the result.
  ///   - filter: how pixels are averaged.
  ///   - failure: the error for libvips's message.
  func resized(
    part: PixelRect? = nil, scale: Double = 1, width: Int, height: Int, filter: ResamplingFilter,
    failure: (String) -> ImagingError
  ) throws(ImagingError) -> AnyRaster {
    let part = part ?? PixelRect(x: 0, y: 0, width: self.width, height: self.height)
    return try resized(
      columns: ResamplingTable(
        input: self.width, from: Double(part.x) * scale, extent: Double(part.width) * scale, output: width,
        filter: filter),
      rows: ResamplingTable(
        input: self.height, from: Double(part.y) * scale, extent: Double(part.height) * scale, output: height,
        filter: filter), failure: failure)
  }

  /// The pixels that the tables take, resized while they are being computed.
  func resized(
    columns: ResamplingTable, rows: ResamplingTable, failure: (String) -> ImagingError
  ) throws(ImagingError) -> AnyRaster {
    if hasAlpha, let visible = try weighed(columns: columns, rows: rows, failure: failure) { return visible }
    let resampler = StreamingResampler(columns: columns, rows: rows, channels: channels)
    switch UInt32(bitPattern: format) {
    case CVIPS_FORMAT_UCHAR.rawValue:
      try push(UInt8.self, into: resampler, failure: failure)
      return .bytes(resampler.rounded())
    case CVIPS_FORMAT_USHORT.rawValue:
      try push(UInt16.self, into: resampler, failure: failure)
      return .words(resampler.rounded())
    default:
      try push(Float.self, into: resampler, failure: failure)
      return .floats(resampler.output)
    }
  }

  func push<Sample: PixelSample>(
    _ type: Sample.Type, into resampler: StreamingResampler, failure: (String) -> ImagingError
  ) throws(ImagingError) {
    try consume(failure: failure) { strip, pixels in
      for y in 0..<strip.height { resampler.push(pixels.row(y, of: Sample.self)) }
    }
  }
}

extension VipsImage {
  /// Computes all pixels. The image's format must be that of `Sample`.
  func raster<Sample: PixelSample>(failure: (String) -> ImagingError) throws(ImagingError) -> Raster<Sample> {
    guard format == Sample.bandFormat else { throw failure("unexpected sample type") }
    let count = width * height * channels
    var failed: ImagingError?
    let samples = [Sample](unsafeUninitializedCapacity: count) { buffer, initialized in
      let rowCount = width * channels
      do throws(ImagingError) {
        try consume(failure: failure) { strip, pixels in
          guard let base = buffer.baseAddress, strip.x == 0, strip.width == width else { return }
          for y in 0..<strip.height {
            (base + (strip.y + y) * rowCount).initialize(from: pixels.row(y, of: Sample.self), count: rowCount)
          }
        }
        initialized = count
      } catch { failed = error }
    }
    if let failed { throw failed }
    return Raster(width: width, height: height, channels: channels, unchecked: samples)
  }
}
