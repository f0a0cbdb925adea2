import HarmonizationPixels

/// Masks of regions that hang together in colour and place, found without labels: k-means over both, as in SLIC
/// (Achanta et al. 2012) with few and large clusters. Their edges follow the photo's own.
enum RegionMask {
  /// Share of the picture that a region covers.
  private static let area = 0.02...0.6
  /// Pixels between those that the clusters are found from.
  private static let stride = 4
  private static let rounds = 4

  /// A random region of `photo`, 0 or 255; nil where the region drawn is too small or too large to be a foreground.
  static func draw(from photo: Raster<UInt8>, _ random: inout CounterRandom) -> Raster<UInt8>? {
    guard photo.channels == 3 else { return nil }
    let count = 3 + random.index(below: 5)
    // Levels that the picture's width is worth: small for regions of one colour, large for compact ones.
    let space = Space(photo: photo, reach: Float(random.uniform(in: 60...360)))
    var centres = (0..<count).map { _ in
      space.point(random.index(below: photo.width), random.index(below: photo.height))
    }
    for _ in 0..<rounds { refine(&centres, space) }
    let chosen = random.index(below: count)
    var mask = Raster<UInt8>(width: photo.width, height: photo.height, channels: 1, repeating: 0)
    for y in 0..<photo.height {
      for x in 0..<photo.width where nearest(space.point(x, y), centres) == chosen {
        mask.samples[y * photo.width + x] = 255
      }
    }
    mask = Blur(sigma: 1.5).words(of: mask).map { $0 > 32767 ? 255 : 0 }
    let share = Double(mask.samples.count { $0 > 0 }) / Double(mask.samples.count)
    return area.contains(share) ? mask : nil
  }

  private static func refine(_ centres: inout [SIMD8<Float>], _ space: Space) {
    var sums = [SIMD8<Float>](repeating: .zero, count: centres.count)
    var counts = [Float](repeating: 0, count: centres.count)
    for y in Swift.stride(from: 0, to: space.photo.height, by: stride) {
      for x in Swift.stride(from: 0, to: space.photo.width, by: stride) {
        let point = space.point(x, y)
        let k = nearest(point, centres)
        sums[k] += point
        counts[k] += 1
      }
    }
    for k in centres.indices where counts[k] > 0 { centres[k] = sums[k] / counts[k] }
  }

  private static func nearest(_ point: SIMD8<Float>, _ centres: [SIMD8<Float>]) -> Int {
    var (best, least) = (0, Float.infinity)
    for (k, centre) in centres.enumerated() {
      let difference = point - centre
      let distance = (difference * difference).sum()
      if distance < least { (best, least) = (k, distance) }
    }
    return best
  }

  /// Pixels as points of colour and place: luma, the two differences, column and row.
  private struct Space {
    let photo: Raster<UInt8>
    let reach: Float

    func point(_ x: Int, _ y: Int) -> SIMD8<Float> {
      let at = photo.offset(x: x, y: y)
      let (r, g, b) = (Float(photo.samples[at]), Float(photo.samples[at + 1]), Float(photo.samples[at + 2]))
      let scale = reach / Float(photo.width)
      return SIMD8(
        Luma.bt601(red: r, green: g, blue: b), r - g, 0.5 * (r + g) - b, Float(x) * scale, Float(y) * scale, 0, 0, 0)
    }
  }
}
