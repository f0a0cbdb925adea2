import HarmonizationPixels

/// From stored levels to 0...255.
struct LevelMeaning {
  private(set) var table: [UInt8]
  private(set) var finding: MaskUnderstanding.Finding?

  var isLabels: Bool {
    if case .labels = finding { true } else { false }
  }

  /// More values than these are not labels.
  private static let mostLabels = 32
  /// Labels are small numbers; a weight above this (of 255) is a weight. The reference implementation's threshold.
  private static let largestLabel = 100
  /// Up to this (of 255) black may be lifted by noise, and white lowered.
  private static let mostNoise = 32
  /// The least that is cleaned: no value of a mask in full range is this close to its ends on purpose.
  private static let leastNoise = 6

  init<Level: FixedWidthInteger>(
    _ levels: [Level], _ varying: VaryingRanges, width: Int, white: Int, isColoured: Bool
  ) {
    let counts = levelCounts(levels, varying: varying, white: white)
    table = []
    let present = counts.indices.lazy.filter { counts[$0] > 0 }.prefix(Self.mostLabels + 1)
    let values = Array(present)
    if values.count <= Self.mostLabels, values.count >= 2,
      setLabels(values, counts: counts, levels: levels, width: width, white: white, isColoured: isColoured)
    {
      return
    }
    setWeights(counts, MaskRoughness(levels, varying, width: width, white: white), white: white)
  }

  /// The levels' meaning. Where they do not vary, it is that of 0 or of white.
  func applied<Level: FixedWidthInteger>(to levels: [Level], _ varying: VaryingRanges) -> [UInt8] {
    let (black, white) = (table[0], table[table.count - 1])
    return [UInt8](unsafeUninitializedCapacity: levels.count) { result, count in
      var flat = 0
      func fill(to end: Int) {
        for index in flat..<end { result[index] = levels[index] == 0 ? black : white }
      }
      for range in varying.ranges {
        fill(to: range.lowerBound)
        for index in range { result[index] = table[Int(levels[index])] }
        flat = range.upperBound
      }
      fill(to: levels.count)
      count = levels.count
    }
  }

  private static func scaled(_ level: Int, _ white: Int) -> Int { (level * 255 + white / 2) / white }

  /// Takes the values as labels if that is what they are.
  private mutating func setLabels<Level: FixedWidthInteger>(
    _ values: [Int], counts: [Int], levels: [Level], width: Int, white: Int, isColoured: Bool
  ) -> Bool {
    let scaled = values.map { Self.scaled($0, white) }
    guard let top = values.last, let brightest = scaled.last, let darkest = scaled.first else { return false }
    let background = values[0] == 0 || !isColoured ? values[0] : Self.mostOnBorder(levels, width: width)
    let inner = values.filter { $0 != background }
    // Pascal VOC's border of an object that no one may be judged by: neither foreground nor background.
    var void: Int?
    if values.count >= 3, brightest >= 200, scaled.dropLast().allSatisfy({ $0 <= Self.largestLabel }), darkest == 0,
      inner.dropLast().reduce(0, { $0 + counts[$1] }) > counts[top], Self.isThin(levels, top, width: width)
    {
      void = top
    }
    let isSmall =
      (void == nil ? brightest : scaled[scaled.count - 2]) <= Self.largestLabel && darkest <= Self.leastNoise
    guard isSmall || (isColoured && values.count <= 16) else { return false }
    table = [UInt8](repeating: 0, count: white + 1)
    // One label whose edge was smoothed has many values of which one is frequent.
    let main = inner.max { counts[$0] < counts[$1] } ?? top
    let isSmoothed = void == nil && isSmall && values.count > 8 && main == top
    for value in inner {
      let share = isSmoothed ? min(max(value * 255 / max(top, 1), 0), 255) : 255
      table[value] = value == void ? 128 : UInt8(share)
    }
    finding = .labels(values)
    return true
  }

  /// Whether a value has no area: nowhere does it reach 6 pixels in all four directions.
  private static func isThin<Level: FixedWidthInteger>(_ levels: [Level], _ value: Int, width: Int) -> Bool {
    let reach = 6
    let height = width > 0 ? levels.count / width : 0
    guard width > 2 * reach, height > 2 * reach else { return true }
    for y in reach..<height - reach {
      for x in reach..<width - reach where Int(levels[y * width + x]) == value {
        let around = [y * width + x - reach, y * width + x + reach, (y - reach) * width + x, (y + reach) * width + x]
        if around.allSatisfy({ Int(levels[$0]) == value }) { return false }
      }
    }
    return true
  }

  private static func mostOnBorder<Level: FixedWidthInteger>(_ levels: [Level], width: Int) -> Int {
    let height = width > 0 ? levels.count / width : 0
    var counts: [Int: Int] = [:]
    for x in 0..<width {
      for y in [0, height - 1] { counts[Int(levels[y * width + x]), default: 0] += 1 }
    }
    for y in 0..<height {
      for x in [0, width - 1] { counts[Int(levels[y * width + x]), default: 0] += 1 }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
  }

  /// Takes the values as weights, with black and white cleaned.
  private mutating func setWeights(_ counts: [Int], _ roughness: MaskRoughness, white: Int) {
    var scaled = [Int](repeating: 0, count: 256)
    for (level, count) in counts.enumerated() where count > 0 { scaled[Self.scaled(level, white)] += count }
    let black = Self.noise(scaled, isRough: roughness.dark > Self.noiseRoughness)
    let whitest = 255 - Self.noise(scaled.reversed(), isRough: roughness.bright > Self.noiseRoughness)
    table = (0...white).map { level in
      let value = Self.scaled(level, white)
      if value <= black { return 0 }
      return value >= whitest ? 255 : UInt8(value)
    }
    if black > Self.leastNoise || whitest < 255 - Self.leastNoise { finding = .noise(black: black, white: whitest) }
  }

  /// Neighbours along a soft edge differ evenly, up to rounding; those of noise do not.
  private static let noiseRoughness = 1.5

  /// How far from one end (value 0 of `counts`) everything is taken as that end.
  private static func noise(_ counts: [Int], isRough: Bool) -> Int {
    let near = counts[0...mostNoise]
    // Black that is one value above 0, as after a scan or a change of levels.
    let mode = near.indices.max { near[$0] < near[$1] } ?? 0
    let level = near[mode] * 2 > near.reduce(0, +) ? mode : 0
    guard isRough else { return max(level, leastNoise) }
    let edge = counts[(mostNoise + 1)...(254 - mostNoise)].reduce(0, +)
    let total = counts.reduce(0, +)
    let limit = 3 * edge / (254 - 2 * mostNoise) + max(8, total / 50_000)
    return max(near.indices.last { counts[$0] > limit } ?? 0, level, leastNoise)
  }
}
