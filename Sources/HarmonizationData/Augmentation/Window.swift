import Foundation
import HarmonizationPixels

extension PixelRect {
  /// A random window around this one, inside a picture of `width` x `height` pixels.
  func randomlyWidened(
    width: Int, height: Int, margin: ClosedRange<Double>, ratio: ClosedRange<Double>, _ random: inout CounterRandom
  ) -> PixelRect {
    let side =
      Double(max(self.width, self.height)) * exp(random.uniform(in: log(margin.lowerBound)...log(margin.upperBound)))
    let aspect = exp(random.uniform(in: log(ratio.lowerBound)...log(ratio.upperBound))).squareRoot()
    /// A stretch that contains `length` pixels from `start` on.
    func stretch(from start: Int, length: Int, wanted: Double, limit: Int) -> (start: Int, length: Int) {
      let wide = min(max(Int(wanted.rounded()), length), limit)
      let (lowest, highest) = (max(0, start + length - wide), min(start, limit - wide))
      return (lowest + random.index(below: highest - lowest + 1), wide)
    }
    let column = stretch(from: x, length: self.width, wanted: side * aspect, limit: width)
    let row = stretch(from: y, length: self.height, wanted: side / aspect, limit: height)
    return PixelRect(x: column.start, y: row.start, width: column.length, height: row.length)
  }
}

/// `RandomResizedCrop` of albumentations (and torchvision): ten attempts at a random area and aspect ratio, then the
/// largest central window whose aspect ratio is allowed.
func randomResizedWindow(
  width: Int, height: Int, scale: ClosedRange<Double>, ratio: ClosedRange<Double>, _ random: inout CounterRandom
) -> PixelRect {
  let area = Double(width) * Double(height)
  for _ in 0..<10 {
    let target = random.uniform(in: scale) * area
    let aspect = exp(random.uniform(in: log(ratio.lowerBound)...log(ratio.upperBound)))
    let w = Int((target * aspect).squareRoot().rounded(.toNearestOrEven))
    let h = Int((target / aspect).squareRoot().rounded(.toNearestOrEven))
    guard w > 0, h > 0, w <= width, h <= height else { continue }
    let y = random.index(below: height - h + 1)
    return PixelRect(x: random.index(below: width - w + 1), y: y, width: w, height: h)
  }
  return centralWindow(width: width, height: height, ratio: ratio)
}

private func centralWindow(width: Int, height: Int, ratio: ClosedRange<Double>) -> PixelRect {
  let own = Double(width) / Double(height)
  var (w, h) = (width, height)
  if own < ratio.lowerBound {
    h = min(height, Int((Double(width) / ratio.lowerBound).rounded(.toNearestOrEven)))
  } else if own > ratio.upperBound {
    w = min(width, Int((Double(height) * ratio.upperBound).rounded(.toNearestOrEven)))
  }
  (w, h) = (max(w, 1), max(h, 1))
  return PixelRect(x: (width - w) / 2, y: (height - h) / 2, width: w, height: h)
}
