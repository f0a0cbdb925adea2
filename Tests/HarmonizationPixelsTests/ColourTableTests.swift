import Testing

@testable import HarmonizationPixels

@Suite("Colour tables")
struct ColourTableTests {
  /// Colours in no order, ends and nodes included.
  private static let colours: [SIMD3<Float>] = (0..<1003).map { index in
    func part(_ factor: Int) -> Float { Float(index * factor % 1009) / 1008 }
    return index < 8
      ? SIMD3(Float(index & 1), Float(index >> 1 & 1), Float(index >> 2)) : SIMD3(part(7), part(83), part(401))
  }

  /// What a table makes of many colours as one run, so that whole groups of eight and the rest are both met.
  private static func run(_ table: some PixelTransform, _ colours: [SIMD3<Float>] = colours) -> [SIMD3<Float>] {
    let count = colours.count
    var planes = (0..<3).flatMap { channel in colours.map { $0[channel] } } + [Float](repeating: 1, count: count)
    planes.withUnsafeMutableBufferPointer { planes in
      guard let red = planes.baseAddress else { return }
      table.apply(
        to: PixelSpan(
          x: 0, y: 0, count: count, red: red, green: red + count, blue: red + 2 * count, mask: red + 3 * count))
    }
    return colours.indices.map { SIMD3(planes[$0], planes[count + $0], planes[2 * count + $0]) }
  }

  /// Tetrahedral interpolation as it is defined, one colour at a time, in double precision.
  private static func reference(_ table: ColourTable, _ colour: SIMD3<Float>) -> SIMD3<Double> {
    let last = Double(table.size - 1)
    let position = SIMD3<Double>(colour.clamped(lowerBound: .zero, upperBound: .one)) * last
    let cell = position.rounded(.down).clamped(lowerBound: .zero, upperBound: .init(repeating: last - 1))
    let part = position - cell
    var node = [Int(cell.x), Int(cell.y), Int(cell.z)]
    func value() -> SIMD3<Double> {
      SIMD3<Double>(table.colours[node[0] + table.size * (node[1] + table.size * node[2])])
    }
    var (result, before) = (value(), value())
    for axis in [0, 1, 2].sorted(by: { part[$0] > part[$1] }) {
      node[axis] += 1
      let next = value()
      result += part[axis] * (next - before)
      before = next
    }
    return result
  }

  /// Bends in all channels, and mixes them.
  private static func bent(_ c: SIMD3<Float>) -> SIMD3<Float> {
    SIMD3(c.x * c.x * 0.8 + 0.1 * c.z, c.y * (1.2 - 0.4 * c.x), 0.9 * c.z * c.y + 0.05)
  }

  @Test("Is tetrahedral interpolation as defined", arguments: [2, 5, 17, 33])
  func definition(size: Int) {
    let table = ColourTable(size: size) { Self.bent($0) }
    for (colour, result) in zip(Self.colours, Self.run(table)) {
      let wanted = Self.reference(table, colour)
      #expect((SIMD3<Double>(result) - wanted).max() < 2e-6 && (wanted - SIMD3<Double>(result)).max() < 2e-6)
    }
  }

  @Test("Gives affine functions exactly, and nothing back to the bit")
  func affine() {
    let shift = ColourTable(size: 9) { SIMD3($0.y * 0.5 + 0.1, $0.x - 0.2, 0.3 * $0.z + 0.2 * $0.x) }
    for (colour, result) in zip(Self.colours, Self.run(shift)) {
      let wanted = SIMD3(colour.y * 0.5 + 0.1, colour.x - 0.2, 0.3 * colour.z + 0.2 * colour.x)
      #expect((result - wanted).max() < 1e-6 && (wanted - result).max() < 1e-6)
    }
    #expect(Self.run(.identity as ColourTable) == Self.colours)
  }

  @Test("Colours outside 0...1 and NaN change as the nearest inside do")
  func outside() {
    let table = ColourTable(size: 5) { $0 + 0.25 }
    let results = Self.run(table, [SIMD3(-0.5, 1.5, 0.5), SIMD3(.infinity, 0, 0)])
    #expect(results[0] == SIMD3(-0.25, 1.75, 0.75) && results[1].y == 0.25)
    // A domain of its own limits what goes in.
    let colours = [SIMD3<Float>](repeating: .init(repeating: 0.5), count: 8)
    let narrow = try? ColourTable(
      size: 2, lower: .init(repeating: 0.25), upper: .init(repeating: 0.75), colours: colours)
    #expect(narrow.map { Self.run($0, [.zero, .one]) } == [.init(repeating: 0.5), .init(repeating: 0.5)])
  }

  @Test("Refuses sizes, counts and numbers that are no table")
  func refusals() {
    #expect(throws: PixelError.self) { try ColourTable(size: 1, colours: [.zero]) }
    #expect(throws: PixelError.self) { try ColourTable(size: 130, colours: []) }
    #expect(throws: PixelError.self) { try ColourTable(size: 2, colours: [.zero]) }
    let colours = [SIMD3<Float>](repeating: .zero, count: 8)
    #expect(throws: PixelError.self) { try ColourTable(size: 2, lower: .one, colours: colours) }
    #expect(throws: PixelError.self) { try ColourTable(size: 2, colours: colours.map { $0 + .nan }) }
    #expect(throws: PixelError.self) { try ColourCurves([.zero]) }
  }

  @Test("Curves are interpolated linearly within their domain")
  func curves() throws {
    let curves = try ColourCurves(
      [.zero, .init(0.5, 1, 0.25), .one], lower: .init(repeating: -1), upper: .init(repeating: 1))
    let results = Self.run(curves, [SIMD3(0, 0, 0), SIMD3(0.5, 0.5, 0.5), SIMD3(-2, 2, .nan)])
    #expect(results == [SIMD3(0.5, 1, 0.25), SIMD3(0.75, 1, 0.625), SIMD3(0, 1, 0)])
  }
}

@Suite("Adjusted changes")
struct ChangeAdjustmentTests {
  private static let table = ColourTable { SIMD3($0.x * 0.9 + 0.1, $0.y * 0.9, $0.z * 0.8) }
  private static let colours: [SIMD3<Float>] = (0..<125).map { index in
    let steps = SIMD3<Float>(Float(index % 5), Float(index / 5 % 5), Float(index / 25))
    return steps / 4
  }

  private static func lab(_ colour: SIMD3<Float>) -> SIMD3<Double> { OKLab.lab(of: SIMD3<Double>(colour)) }

  @Test("OKLab there and back; white, and the published value of red")
  func space() {
    for colour in Self.colours {
      let back = OKLab.colour(of: Self.lab(colour)) - SIMD3<Double>(colour)
      #expect(back.max() < 1e-5 && back.min() > -1e-5)
    }
    let (white, red) = (Self.lab(.one), Self.lab(SIMD3(1, 0, 0)))
    #expect(abs(white.x - 1) < 1e-6 && abs(white.y) < 1e-6 && abs(white.z) < 1e-6)
    #expect(abs(red.x - 0.6279554) < 1e-5 && abs(red.y - 0.2248631) < 1e-5 && abs(red.z - 0.1258463) < 1e-5)
  }

  @Test("Half and double strength at the nodes; nothing leaves 0...1", arguments: [0.0, 0.5, 1, 2])
  func strength(strength: Double) {
    let adjusted = Self.table.adjusted(ChangeAdjustment(strength: strength))
    for (index, colour) in adjusted.colours.enumerated() {
      let start = adjusted.node(index)
      let wanted = (start + Float(strength) * (Self.table.colours[index] - start))
        .clamped(lowerBound: .zero, upperBound: .one)
      #expect((colour - wanted).max() < 1e-6 && (wanted - colour).max() < 1e-6)
    }
  }

  @Test("Light keeps hue, colour keeps lightness, and both limit themselves to the gamut")
  func parts() {
    for part in ChangePart.allCases {
      for colour in Self.colours {
        let full = Self.table(colour)
        let result = ChangeAdjustment(part: part).adjusted(from: colour, to: full)
        #expect(result.min() >= 0 && result.max() <= 1)
        let (old, new, whole) = (Self.lab(colour), Self.lab(result), Self.lab(full))
        #expect(abs(new.x - (part == .light ? whole.x : old.x)) < 2e-3)
        let kept = part == .light ? old : whole
        // Chroma may be less where sRGB has no room, never more, and of the same hue.
        let (a, b) = (SIMD2(kept.y, kept.z), SIMD2(new.y, new.z))
        #expect((b * b).sum() <= (a * a).sum() + 1e-4)
        #expect(abs(a.x * b.y - a.y * b.x) < 2e-3)
      }
    }
  }

  @Test("A change that is no table is adjusted pixel by pixel, to the same colours")
  func transform() throws {
    let adjustment = ChangeAdjustment(strength: 1.5, part: .colour)
    let picture = Raster<Float>(
      width: 125, height: 1, channels: 3, unchecked: Self.colours.flatMap { [$0.x, $0.y, $0.z] })
    let mask = Raster<Float>(width: 125, height: 1, channels: 1, repeating: 1)
    let result = try picture.changed(by: AdjustedTransform(Self.table, adjustment), mask: mask)
    for (index, colour) in Self.colours.enumerated() {
      let wanted = adjustment.adjusted(from: colour, to: Self.table(colour))
      for channel in 0..<3 { #expect(abs(result.samples[3 * index + channel] - wanted[channel]) < 1e-6) }
    }
  }
}
