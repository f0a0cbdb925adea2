import HarmonizationImaging
import HarmonizationPixels

extension Augmentation {
  /// Draws windows until one contains foreground (mask sum above one pixel) or may do without, and resamples the mask with it.
  ///
  /// After 100 windows without foreground the last one is taken: a mask may be empty.
  func plan(for mask: Raster<UInt8>, _ random: inout CounterRandom) -> (plan: ResamplingPlan, mask: Raster<UInt8>)? {
    var last: (plan: ResamplingPlan, mask: Raster<UInt8>)?
    for _ in 0..<100 {
      var candidate = draw(for: mask, &random)
      if random.chance(flip) { candidate = candidate.flipped }
      guard let cut = mask.resampled(candidate) else { return nil }
      last = (candidate, cut)
      if random.chance(keepBackground) || cut.samples.reduce(0, { $0 + Int($1) }) > 255 { break }
    }
    return last
  }

  private func draw(for mask: Raster<UInt8>, _ random: inout CounterRandom) -> ResamplingPlan {
    let (width, height) = (mask.width, mask.height)
    switch crop {
    case .foregroundCrop:
      if let foreground = mask.extent(above: 127) {
        let window = foreground.randomlyWidened(width: width, height: height, margin: margin, ratio: ratio, &random)
        return ResamplingPlan(window: window, width: size, height: size)
      }
      fallthrough
    case .resizedCrop:
      let window = randomResizedWindow(width: width, height: height, scale: scale, ratio: ratio, &random)
      return ResamplingPlan(window: window, width: size, height: size)
    case .resize:
      return ResamplingPlan(window: mask.bounds, width: size, height: size)
    case .paddedCrop:
      let longest = max(width, height)
      let factor = longest > longestSide ? Double(longestSide) / Double(longest) : 1
      func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * factor).rounded(.toNearestOrEven))) }
      let y = random.uniform()
      return ResamplingPlan(
        width: width, height: height, scaled: (scaled(width), scaled(height)), size: size,
        origin: (random.uniform(), y))
    }
  }
}
