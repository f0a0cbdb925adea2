import CHarmonizationVips
import HarmonizationPixels

extension Photo {
  /// The mask that functions of colour, fitted to a small copy of a part, give at native size. The photo is streamed; only the mask
  /// is kept.
  ///
  /// - Parameters:
  ///   - filter: The functions.
  ///   - part: The part of the photo that they were fitted to; outside of it the mask is 0.
  ///   - isCancelled: Asked now and then; true ends the work.
  /// - Throws: ``ImagingError``, also ``ImagingError/cancelled(file:)``.
  package func mask(
    by filter: GuidedFilter, in part: PixelRect, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(ImagingError) -> Mask {
    guard part.isInside(bounds) else {
      throw .invalidParameter(name: "part", reason: "\(part) is not inside \(name)")
    }
    let native = try open(isCancelled: isCancelled)
    let image = colour.isSRGB ? native : try SRGBConversion.converted(native, from: colour)
    guard [UInt8.bandFormat, UInt16.bandFormat].contains(image.format) else {
      throw .unsupported(file: name, reason: "its samples are neither 8 nor 16 bit")
    }
    var rows = GuidedRows(filter, part: part, image: image)
    var mask = Raster<UInt8>(width: width, height: height, channels: 1, repeating: 0)
    let isDeep = image.format == UInt16.bandFormat
    let failure = { (detail: String) in
      isCancelled() ? ImagingError.cancelled(file: name) : .damaged(file: name, detail: detail)
    }
    try image.consume(failure: failure) { strip, pixels in
      mask.samples.withUnsafeMutableBufferPointer { mask in
        for y in 0..<strip.height where (part.y..<part.y + part.height).contains(strip.y + y) {
          let target = UnsafeMutableBufferPointer(rebasing: mask[((strip.y + y) * width + part.x)...])
          if isDeep {
            rows.write(pixels.row(y, of: UInt16.self), y: strip.y + y, to: target)
          } else {
            rows.write(pixels.row(y, of: UInt8.self), y: strip.y + y, to: target)
          }
        }
      }
    }
    return Mask(values: mask)
  }
}

/// Applies functions of colour to rows of a photo.
private struct GuidedRows {
  private let filter: GuidedFilter
  private let part: PixelRect
  private let channels: Int
  private let isGrey: Bool
  /// For each column of the part, the column of the small copy on its left and how far it is beyond it.
  private let columns: [(index: Int, share: Float)]
  private var functions: [SIMD4<Float>]

  init(_ filter: GuidedFilter, part: PixelRect, image: VipsImage) {
    (self.filter, self.part, channels) = (filter, part, image.channels)
    isGrey = channels - (image.hasAlpha ? 1 : 0) < 3
    columns = (0..<part.width).map { Self.place($0, of: part.width, in: filter.width) }
    functions = [SIMD4<Float>](repeating: .zero, count: filter.width + 1)
  }

  private static func place(_ index: Int, of count: Int, in small: Int) -> (index: Int, share: Float) {
    let place = min(max((Float(index) + 0.5) * Float(small) / Float(count) - 0.5, 0), Float(small - 1))
    return (Int(place), place - Float(Int(place)))
  }

  mutating func write<Sample: PixelSample>(
    _ row: UnsafePointer<Sample>, y: Int, to target: UnsafeMutableBufferPointer<UInt8>
  ) {
    let place = Self.place(y - part.y, of: part.height, in: filter.height)
    let (above, below) = (place.index * filter.width, min(place.index + 1, filter.height - 1) * filter.width)
    var isEmpty = true
    for x in 0..<filter.width {
      functions[x] = filter.functions[above + x] * (1 - place.share) + filter.functions[below + x] * place.share
      if functions[x] != .zero { isEmpty = false }
    }
    // One more, so that the last column has a right neighbour.
    functions[filter.width] = functions[filter.width - 1]
    if isEmpty { return }
    let colours = row + part.x * channels
    for x in 0..<part.width {
      let (index, share) = columns[x]
      let function = functions[index] * (1 - share) + functions[index + 1] * share
      let pixel = colours + x * channels
      let colour =
        isGrey
        ? SIMD4(pixel[0].unit, pixel[0].unit, pixel[0].unit, 1) : SIMD4(pixel[0].unit, pixel[1].unit, pixel[2].unit, 1)
      target[x] = UInt8(unit: GuidedFilter.opacity((function * colour).sum()))
    }
  }
}
