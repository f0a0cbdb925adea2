import HarmonizationPixels

/// How unevenly neighbours differ among nearly black and among nearly white pixels: the mean second difference, in levels of 255.
///
/// Pixels near an edge do not count: an antialiased edge is as uneven as the shape that it is the edge of, and filters that reduce
/// or enlarge a mask leave ringing beside it. Noise reaches further: a block of a JPEG is 8 pixels wide.
struct MaskRoughness {
  private(set) var dark = 0.0
  private(set) var bright = 0.0

  /// How far an edge's ringing reaches: a mask that was enlarged to twice its size by Lanczos's filter has 4 pixels of it.
  private static let reach = 4
  /// Pixels further than this (of 255) from black or white are an edge.
  private static let faint = 48
  /// The furthest from black or white that noise is told by.
  private static let nearest = 32
  /// Fewer pixels say nothing.
  private static let fewest = 16

  /// - Parameters:
  ///   - levels: the mask, in rows.
  ///   - varying: where it is neither 0 nor the largest value of its type.
  ///   - width: pixels in a row.
  ///   - white: the level of white.
  init<Level: FixedWidthInteger>(_ levels: [Level], _ varying: VaryingRanges, width: Int, white: Int) {
    guard width > 2 else { return }
    let height = levels.count / width
    var (sums, counts) = ([0, 0], [0, 0])
    func distance(_ index: Int, from end: Int) -> Int {
      (end == 1 ? white - Int(levels[index]) : Int(levels[index])) * 255 / white
    }
    func isFar(fromEdgesOf end: Int, _ x: Int, _ y: Int) -> Bool {
      for row in max(y - Self.reach, 0)...min(y + Self.reach, height - 1) {
        for column in max(x - Self.reach, 0)...min(x + Self.reach, width - 1)
        where distance(row * width + column, from: end) > Self.faint { return false }
      }
      return true
    }
    // A million pixels tell enough; an odd step does not follow the blocks of a JPEG.
    let step = varying.ranges.reduce(0) { $0 + $1.count } >> 20 | 1
    for range in varying.ranges {
      for index in stride(from: range.lowerBound, to: range.upperBound, by: step) {
        let value = Int(levels[index])
        // In runs of one value there is nothing to learn.
        guard value > 0, value < white else { continue }
        let end = value * 2 > white ? 1 : 0
        let (own, x) = (distance(index, from: end), index % width)
        guard own <= Self.nearest, (1..<width - 1).contains(x), isFar(fromEdgesOf: end, x, index / width) else {
          continue
        }
        sums[end] += abs(2 * own - distance(index - 1, from: end) - distance(index + 1, from: end))
        counts[end] += 1
      }
    }
    if counts[0] >= Self.fewest { dark = Double(sums[0]) / Double(counts[0]) }
    if counts[1] >= Self.fewest { bright = Double(sums[1]) / Double(counts[1]) }
  }
}
