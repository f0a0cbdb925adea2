import HarmonizationPixels

/// What a recolouring did to its foreground (pixels with a mask of at least one half).
public struct RecolouringMeasurement: Sendable, Equatable {
  /// Foreground pixels.
  public var area = 0.0
  /// Mean squared change over pixels and channels, on the 0-255 scale.
  public var mse = 0.0
  /// Share of pixels that the map took out of 0...1 by more than half a level of 8 bits in some channel.
  public var clippedShare = 0.0
  /// Mean of largest minus smallest channel after recolouring, 0...1.
  public var chroma = 0.0
  /// The same before.
  public var originalChroma = 0.0
  /// Local contrast after over local contrast before; 1 if there was none before.
  public var contrastGain = 1.0

  /// A measurement to fill in.
  public init() {}
}

/// Sums over chunks: eight pixels at a time, before and after.
struct ChangeSums {
  private var area = 0.0, change = 0.0, clipped = 0.0, chroma = 0.0, originalChroma = 0.0

  /// Adds the change of a group from `old` to `new`, both unclamped, where the mask is at least one half.
  @inline(__always)
  mutating func add(old: (Lanes, Lanes, Lanes), new: (Lanes, Lanes, Lanes), weight: Lanes) {
    let (zero, one) = (Lanes.zero, Lanes(repeating: 1))
    let counts = zero.replacing(with: one, where: weight .>= Lanes(repeating: 0.5))
    let low = lesser(lesser(new.0, new.1), new.2)
    let high = greater(greater(new.0, new.1), new.2)
    let half: Float = 0.5 / 255
    let outside = (low .< Lanes(repeating: -half)) .| (high .> Lanes(repeating: 1 + half))
    clipped += Double(zero.replacing(with: counts, where: outside).sum())
    let kept = (clamp(new.0), clamp(new.1), clamp(new.2))
    let (dr, dg, db) = (kept.0 - old.0, kept.1 - old.1, kept.2 - old.2)
    change += Double(((dr * dr + dg * dg + db * db) * counts).sum())
    area += Double(counts.sum())
    chroma += Double((spread(kept) * counts).sum())
    originalChroma += Double((spread(old) * counts).sum())
  }

  /// The measurement so far; contrast is for the caller to add.
  var measurement: RecolouringMeasurement {
    var result = RecolouringMeasurement()
    result.area = area
    guard area > 0 else { return result }
    result.mse = change / (3 * area) * 255 * 255
    result.clippedShare = clipped / area
    result.chroma = chroma / area
    result.originalChroma = originalChroma / area
    return result
  }
}

@inline(__always)
private func clamp(_ x: Lanes) -> Lanes { limited(x, 0, 1) }

@inline(__always)
private func spread(_ c: (Lanes, Lanes, Lanes)) -> Lanes {
  greater(greater(c.0, c.1), c.2) - lesser(lesser(c.0, c.1), c.2)
}

/// Local contrast of `result` over that of `original`: sums of absolute luma differences between horizontal and vertical
/// neighbours that both lie well inside the foreground, where blending adds no contrast of its own.
func contrastGain(of result: Raster<UInt8>, over original: Raster<UInt8>, mask: Raster<UInt8>) -> Double {
  guard result.samples.count == original.samples.count, original.channels == 3, mask.channels == 1,
    mask.samples.count * 3 == original.samples.count
  else { return 1 }
  let before = localContrast(original, mask)
  return before > 0 ? Double(localContrast(result, mask)) / Double(before) : 1
}

private func localContrast(_ image: Raster<UInt8>, _ mask: Raster<UInt8>) -> Int {
  let (width, height) = (image.width, image.height)
  let solid: UInt8 = 250
  var sum = 0
  image.samples.withUnsafeBufferPointer { pixels in
    mask.samples.withUnsafeBufferPointer { cover in
      // About 0.25, 0.5 and 0.25: luma well enough for a ratio.
      func luma(_ i: Int) -> Int { Int(pixels[3 * i]) + 2 * Int(pixels[3 * i + 1]) + Int(pixels[3 * i + 2]) }
      for y in 0..<height - 1 {
        for i in y * width..<y * width + width - 1 where cover[i] >= solid {
          let here = luma(i)
          if cover[i + 1] >= solid { sum += abs(luma(i + 1) - here) }
          if cover[i + width] >= solid { sum += abs(luma(i + width) - here) }
        }
      }
    }
  }
  return sum
}
