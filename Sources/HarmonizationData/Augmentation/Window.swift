import Foundation

/// A rectangle of pixels inside a picture.
struct PixelWindow: Sendable, Equatable {
  var x, y, width, height: Int
}

/// `RandomResizedCrop` of albumentations (and torchvision): ten attempts at a random area and aspect ratio, then the
/// largest central window whose aspect ratio is allowed.
func randomResizedWindow(
  width: Int, height: Int, scale: ClosedRange<Double>, ratio: ClosedRange<Double>, _ random: inout CounterRandom
) -> PixelWindow {
  let area = Double(width) * Double(height)
  for _ in 0..<10 {
    let target = random.uniform(in: scale) * area
    let aspect = exp(random.uniform(in: log(ratio.lowerBound)...log(ratio.upperBound)))
    let w = Int((target * aspect).squareRoot().rounded(.toNearestOrEven))
    let h = Int((target / aspect).squareRoot().rounded(.toNearestOrEven))
    guard w > 0, h > 0, w <= width, h <= height else { continue }
    let y = random.index(below: height - h + 1)
    return PixelWindow(x: random.index(below: width - w + 1), y: y, width: w, height: h)
  }
  return centralWindow(width: width, height: height, ratio: ratio)
}

private func centralWindow(width: Int, height: Int, ratio: ClosedRange<Double>) -> PixelWindow {
  let own = Double(width) / Double(height)
  var (w, h) = (width, height)
  if own < ratio.lowerBound {
    h = min(height, Int((Double(width) / ratio.lowerBound).rounded(.toNearestOrEven)))
  } else if own > ratio.upperBound {
    w = min(width, Int((Double(height) * ratio.upperBound).rounded(.toNearestOrEven)))
  }
  (w, h) = (max(w, 1), max(h, 1))
  return PixelWindow(x: (width - w) / 2, y: (height - h) / 2, width: w, height: h)
}
