import HarmonizationPixels

/// What the values of a mask mean, told by the values alone and the same every time.
///
/// 1. *Which plane*: the transparency of a cut-out, otherwise the brightness.
/// 2. *What the values are*: labels (a few small numbers or colours), black and white with noise, or soft weights.
/// 3. *Cleaning*: nearly black is black, nearly white is white, so that nothing after this sees faint pixels.
///
/// The result is 0...255, linear: half a mask is half a change.
public struct MaskUnderstanding: Sendable {
  /// The cleaned mask.
  public let mask: Mask
  /// What the user should know; empty for a plain mask.
  public let findings: [Finding]

  /// Something about a mask that was not plain.
  public enum Finding: Sendable, Equatable {
    /// The file is a cut-out: its transparency is the mask.
    case cutout
    /// The values are labels; everything but the background is foreground.
    case labels([Int])
    /// Black and white are not pure; values up to `black` and from `white` on (of 255) are taken as such.
    case noise(black: Int, white: Int)
    /// A 16-bit file whose values end at a lower number.
    case narrow(top: Int)
    /// It has the colours of a photo.
    case photo
  }

  /// Understands a mask.
  ///
  /// - Parameters:
  ///   - values: The file's values.
  ///   - channel: Which of them are wanted.
  public init(_ values: MaskValues, channel: Mask.Channel = .automatic) {
    var findings: [Finding] = []
    let useAlpha = channel == .alpha || (channel == .automatic && Self.isCutout(values))
    if useAlpha, channel == .automatic, values.look.white < values.look.visible { findings.append(.cutout) }
    let (levels, white) = Self.plane(values, useAlpha: useAlpha)
    let isColoured = values.look.coloured > 0 && !useAlpha
    let meaning: LevelMeaning
    switch levels {
    case .bytes(let bytes): (mask, meaning) = Self.cleaned(bytes, isColoured: isColoured, values: values, white: white)
    case .words(let words): (mask, meaning) = Self.cleaned(words, isColoured: isColoured, values: values, white: white)
    }
    if !useAlpha, !meaning.isLabels, let top = values.narrowedTo { findings.append(.narrow(top: top)) }
    if let finding = meaning.finding { findings.append(finding) }
    if !useAlpha, !meaning.isLabels, values.look.isPicture, values.look.coloured * 4 > values.look.visible {
      findings.append(.photo)
    }
    self.findings = findings
  }

  private static func cleaned<Level: FixedWidthInteger>(
    _ levels: [Level], isColoured: Bool, values: MaskValues, white: Int
  ) -> (Mask, LevelMeaning) {
    let varying = VaryingRanges(levels)
    let meaning = LevelMeaning(levels, varying, width: values.width, white: white, isColoured: isColoured)
    let raster = Raster(
      width: values.width, height: values.height, channels: 1, unchecked: meaning.applied(to: levels, varying))
    return (Mask(values: raster), meaning)
  }

  /// Whether the transparency is the mask: the visible part has colours, greys or nothing but black.
  private static func isCutout(_ values: MaskValues) -> Bool {
    guard let alpha = values.alpha, alpha.contains(where: { $0 > 127 }) else { return false }
    return values.look.isBlack || values.look.isPicture || values.look.white == values.look.visible
  }

  /// The values of the plane that counts; transparent areas of a mask in black and white are black.
  private static func plane(_ values: MaskValues, useAlpha: Bool) -> (MaskValues.Levels, white: Int) {
    guard let alpha = values.alpha else {
      // Opaque, and asked for: everything is foreground.
      if useAlpha { return (.bytes([UInt8](repeating: 255, count: values.width * values.height)), 255) }
      return (values.levels, values.white)
    }
    if useAlpha { return (.bytes(alpha), 255) }
    switch values.levels {
    case .bytes(let bytes):
      return (.bytes(zip(bytes, alpha).map { UInt8((Int($0) * Int($1) + 127) / 255) }), 255)
    case .words(let words):
      return (.words(zip(words, alpha).map { UInt16((Int($0) * Int($1) + 127) / 255) }), values.white)
    }
  }
}

/// From stored levels to 0...255.
private struct LevelMeaning {
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
    setWeights(counts, Roughness(levels, varying, width: width, white: white), white: white)
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
  private mutating func setWeights(_ counts: [Int], _ roughness: Roughness, white: Int) {
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

/// How unevenly neighbours differ among nearly black and among nearly white pixels: the mean second difference, in levels of 255.
///
/// Pixels at a hard edge do not count: an antialiased edge is as uneven as the shape that it is the edge of.
private struct Roughness {
  private(set) var dark = 0.0
  private(set) var bright = 0.0

  init<Level: FixedWidthInteger>(_ levels: [Level], _ varying: VaryingRanges, width: Int, white: Int) {
    guard width > 2 else { return }
    var (sums, counts) = ([0, 0], [0, 0])
    func distance(_ index: Int, from end: Int) -> Int {
      (end == 1 ? white - Int(levels[index]) : Int(levels[index])) * 255 / white
    }
    func isFaint(around index: Int, from end: Int) -> Bool {
      distance(index - 1, from: end) <= 48 && distance(index, from: end) <= 48 && distance(index + 1, from: end) <= 48
    }
    for range in varying.ranges {
      // The first and the last row have no neighbours.
      for index in range.clamped(to: width..<max(levels.count - width, width)) {
        let value = Int(levels[index])
        // In runs of one value there is nothing to learn.
        guard value > 0, value < white else { continue }
        let end = value * 2 > white ? 1 : 0
        let own = distance(index, from: end)
        guard own <= 32, (1..<width - 1).contains(index % width) else { continue }
        guard isFaint(around: index, from: end), isFaint(around: index - width, from: end),
          isFaint(around: index + width, from: end)
        else { continue }
        sums[end] += abs(2 * own - distance(index - 1, from: end) - distance(index + 1, from: end))
        counts[end] += 1
      }
    }
    if counts[0] >= 16 { dark = Double(sums[0]) / Double(counts[0]) }
    if counts[1] >= 16 { bright = Double(sums[1]) / Double(counts[1]) }
  }
}
