import HarmonizationPixels

/// The sums that all metrics are made of, taken in one pass over the pixels.
struct ErrorSums {
  var squared = 0.0
  var maskedSquared = 0.0
  var maskedAbsolute = 0.0
  var mask = 0.0
  var foreground = 0
  var targetMaximum = 0.0

  /// False where any sample was NaN or infinite: such a sample makes its sums so, whatever comes after it.
  var isFinite: Bool { (squared + maskedSquared + maskedAbsolute + mask + targetMaximum).isFinite }

  /// Shapes are checked by the caller: three channels in both images, one in the mask, equal sides.
  init<P: PixelSample, T: PixelSample>(of prediction: Raster<P>, target: Raster<T>, mask: Raster<Float>) {
    // A generic function called from another module is not specialized; the two pairs that large images come in are.
    if let bytes = target as? Raster<UInt8> {
      if let prediction = prediction as? Raster<UInt8> {
        self = Self.rows(prediction, bytes, mask: mask)
        return
      }
      if let prediction = prediction as? Raster<Float> {
        self = Self.rows(prediction, bytes, mask: mask)
        return
      }
    }
    self = Self.rows(prediction, target, mask: mask)
  }

  private init() {}

  /// Each row has its own partial sums, which keeps the rounding error of many small terms out of the large totals.
  @inline(__always)
  private static func rows<P: PixelSample, T: PixelSample>(
    _ prediction: Raster<P>, _ target: Raster<T>, mask: Raster<Float>
  ) -> ErrorSums {
    var total = ErrorSums()
    prediction.samples.withUnsafeBufferPointer { predicted in
      target.samples.withUnsafeBufferPointer { truth in
        mask.samples.withUnsafeBufferPointer { weights in
          for y in 0..<mask.height {
            total.add(row(predicted, truth, weights: weights, pixels: y * mask.width..<(y + 1) * mask.width))
          }
        }
      }
    }
    return total
  }

  @inline(__always)
  private static func row<P: PixelSample, T: PixelSample>(
    _ predicted: UnsafeBufferPointer<P>, _ target: UnsafeBufferPointer<T>, weights: UnsafeBufferPointer<Float>,
    pixels: Range<Int>
  ) -> ErrorSums {
    var sums = ErrorSums()
    for pixel in pixels {
      let (t0, t1, t2) = (target[3 * pixel].level, target[3 * pixel + 1].level, target[3 * pixel + 2].level)
      let d0 = predicted[3 * pixel].level - t0
      let d1 = predicted[3 * pixel + 1].level - t1
      let d2 = predicted[3 * pixel + 2].level - t2
      let weight = Double(weights[pixel])
      let error = d0 * d0 + d1 * d1 + d2 * d2
      sums.squared += error
      sums.maskedSquared += weight * error
      sums.maskedAbsolute += weight * (abs(d0) + abs(d1) + abs(d2))
      sums.mask += weight
      sums.foreground += weight > 0.5 ? 1 : 0
      let redOrGreen = t0 > t1 ? t0 : t1
      let brightest = redOrGreen > t2 ? redOrGreen : t2
      sums.targetMaximum = brightest > sums.targetMaximum ? brightest : sums.targetMaximum
    }
    return sums
  }

  private mutating func add(_ row: ErrorSums) {
    squared += row.squared
    maskedSquared += row.maskedSquared
    maskedAbsolute += row.maskedAbsolute
    mask += row.mask
    foreground += row.foreground
    targetMaximum = max(targetMaximum, row.targetMaximum)
  }
}
