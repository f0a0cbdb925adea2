import Imaging

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

  /// Shapes are checked by the caller: three bands in both images, one in the mask, equal sides.
  ///
  /// Each row has its own partial sums, which keeps the rounding error of many small terms out of the large totals.
  init<P: LevelSample, T: LevelSample>(of prediction: Raster<P>, target: Raster<T>, mask: Raster<Float>) {
    prediction.samples.withUnsafeBufferPointer { predicted in
      target.samples.withUnsafeBufferPointer { true_ in
        mask.samples.withUnsafeBufferPointer { weights in
          for row in 0..<mask.height {
            let pixels = row * mask.width..<(row + 1) * mask.width
            add(ErrorSums(predicted, true_, weights, pixels))
          }
        }
      }
    }
  }

  private init<P: LevelSample, T: LevelSample>(
    _ predicted: UnsafeBufferPointer<P>, _ target: UnsafeBufferPointer<T>, _ weights: UnsafeBufferPointer<Float>,
    _ pixels: Range<Int>
  ) {
    for pixel in pixels {
      let (t0, t1, t2) = (target[3 * pixel].level, target[3 * pixel + 1].level, target[3 * pixel + 2].level)
      let d0 = predicted[3 * pixel].level - t0
      let d1 = predicted[3 * pixel + 1].level - t1
      let d2 = predicted[3 * pixel + 2].level - t2
      let weight = Double(weights[pixel])
      let error = d0 * d0 + d1 * d1 + d2 * d2
      squared += error
      maskedSquared += weight * error
      maskedAbsolute += weight * (abs(d0) + abs(d1) + abs(d2))
      mask += weight
      foreground += weight > 0.5 ? 1 : 0
      targetMaximum = max(targetMaximum, max(t0, max(t1, t2)))
    }
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
