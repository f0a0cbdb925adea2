import Foundation
import HarmonizationPixels
import Testing

@testable import HarmonizationImaging

/// What people give as a mask, against the plain mask that it stands for.
@Suite struct MaskUnderstandingTests {
  private static let width = 160
  private static let height = 120

  /// A soft ellipse, 0...255.
  private static let soft: [UInt8] = (0..<height).flatMap { y in
    (0..<width).map { x in
      let (dx, dy) = ((Double(x) - 95) / 30, (Double(y) - 66) / 26)
      return UInt8(min(max((1 - (dx * dx + dy * dy).squareRoot()) * 12 + 0.5, 0), 1) * 255)
    }
  }
  private static let hard = soft.map { $0 > 127 ? UInt8(255) : 0 }

  /// SplitMix64 by index, so that every run has the same noise.
  private static func noise(_ index: Int, _ range: ClosedRange<Int>) -> Int {
    var z = UInt64(index) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return range.lowerBound + Int((z ^ (z >> 31)) % UInt64(range.count))
  }

  private static func grey(_ samples: [UInt8]) -> Raster<UInt8> {
    Raster(width: width, height: height, channels: 1, unchecked: samples)
  }

  private static func colours(_ channels: Int, _ pixel: (Int) -> [UInt8]) -> Raster<UInt8> {
    Raster(width: width, height: height, channels: channels, unchecked: (0..<width * height).flatMap(pixel))
  }

  private static func photoColour(_ index: Int) -> [UInt8] {
    [UInt8(60 + index % 120), UInt8(90 + noise(index, 0...40)), UInt8(200 - index % 90)]
  }

  private enum Expected {
    case nothing, cutout, labels, noise, photo
  }

  private static func kind(_ findings: [MaskUnderstanding.Finding]) -> Expected {
    switch findings.first {
    case nil, .narrow: .nothing
    case .cutout: .cutout
    case .labels: .labels
    case .noise: .noise
    case .photo: .photo
    }
  }

  private static func understand(_ raster: Raster<UInt8>) -> MaskUnderstanding {
    MaskUnderstanding(MaskValues(raster, hasAlpha: [2, 4].contains(raster.channels)))
  }

  @Test func colouredLabelsAreLabels() {
    for label in [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 2], [1, 1, 0]] as [[UInt8]] {
      let mask = Self.understand(Self.colours(3) { Self.hard[$0] > 0 ? label : [0, 0, 0] })
      #expect(mask.mask.raster.samples == Self.hard, "\(label)")
      #expect(Self.kind(mask.findings) == .labels)
    }
    let several = Self.understand(
      Self.colours(3) { Self.hard[$0] == 0 ? [0, 0, 0] : $0 % 2 == 0 ? [1, 0, 0] : [0, 0, 1] })
    #expect(several.mask.raster.samples == Self.hard)
  }

  @Test func greyAreasOfAMaskInBlackAndWhiteAreHalf() {
    let half = Self.hard.indices.map { Self.hard[$0] > 0 && $0 % Self.width > 95 ? UInt8(128) : Self.hard[$0] }
    let mask = Self.understand(Self.grey(half))
    #expect(mask.mask.raster.samples == half && mask.findings.isEmpty)
  }

  @Test func emptyMasksSayWhatTheyAre() throws {
    func reason(_ raster: Raster<UInt8>, _ channel: Mask.Channel = .automatic) throws -> String? {
      try MaskReading(.bytes(Encoder().bytes(of: raster, as: .png), name: "m"), channel: channel).emptiness
    }
    let black = [UInt8](repeating: 0, count: Self.width * Self.height)
    #expect(try reason(Self.grey(Self.hard)) == nil)
    #expect(try reason(Self.grey(black))?.contains("black everywhere") == true)
    #expect(try reason(Self.grey(black.map { _ in 7 }))?.contains("value 7") == true)
    #expect(try reason(Self.colours(4) { Self.photoColour($0) + [0] })?.contains("transparent") == true)
    #expect(MaskReading(Mask(values: Self.grey(black)), name: "m").emptiness != nil)
  }

  /// The mean difference, in levels of 255, and the worst of pixels that are plainly in or out.
  private static func difference(_ mask: Mask, _ plain: [UInt8]) -> (mean: Double, worst: Int) {
    let differences = zip(mask.raster.samples, plain).map { abs(Int($0) - Int($1)) }
    let clear = zip(differences, soft).filter { $1 == 0 || $1 == 255 }.map(\.0)
    return (Double(differences.reduce(0, +)) / Double(plain.count), clear.max() ?? 0)
  }

  private func expect(_ raster: Raster<UInt8>, is plain: [UInt8], _ expected: Expected, _ name: String) {
    let understood = Self.understand(raster)
    let difference = Self.difference(understood.mask, plain)
    #expect(difference.mean < 1, "\(name): differs by \(difference.mean)")
    #expect(difference.worst == 0, "\(name): clear pixels differ by \(difference.worst)")
    #expect(Self.kind(understood.findings) == expected, "\(name): \(understood.findings)")
  }

  @Test func plainMasksStayAsTheyAre() {
    expect(Self.grey(Self.soft), is: Self.soft, .nothing, "soft")
    expect(Self.grey(Self.hard), is: Self.hard, .nothing, "hard")
    expect(Self.colours(3) { [Self.soft[$0], Self.soft[$0], Self.soft[$0]] }, is: Self.soft, .nothing, "grey as RGB")
    expect(
      Self.colours(4) { [Self.soft[$0], Self.soft[$0], Self.soft[$0], 255] }, is: Self.soft, .nothing, "opaque RGBA")
    let middle = Self.understand(Self.grey(Self.soft)).mask.raster.samples
    for (value, plain) in zip(middle, Self.soft) where (8..<248).contains(plain) { #expect(value == plain) }
  }

  @Test(arguments: [1, 2, 38, 100]) func oneLabelIsTheObject(label: UInt8) {
    expect(Self.grey(Self.hard.map { $0 / 255 * label }), is: Self.hard, .labels, "label \(label)")
    // A colour of one level cannot be told from a codec's rounding.
    guard label > 1 else { return }
    expect(
      Self.colours(3) { [Self.hard[$0] / 255 * label, 0, 0] }, is: Self.hard, .labels, "a coloured label \(label)")
  }

  @Test func severalLabelsAreTheObject() {
    expect(
      Self.grey(Self.hard.enumerated().map { $1 / 255 * UInt8(1 + $0 % 3) }), is: Self.hard, .labels, "three labels")
    expect(
      Self.colours(3) { Self.hard[$0] > 0 ? [[0, 255, 0], [255, 0, 0]][$0 % 2] : [0, 0, 0] }, is: Self.hard, .labels,
      "bright colours")
    expect(
      Self.colours(3) { Self.hard[$0] > 0 ? [0, 255, 0] : [80, 0, 80] }, is: Self.hard, .labels, "a coloured background"
    )
  }

  @Test func theBorderOfPascalVOCIsHalf() {
    let ring = Self.soft.map { $0 > 0 && $0 < 255 }
    func check(_ raster: Raster<UInt8>, _ name: String) {
      let understood = Self.understand(raster)
      #expect(Self.kind(understood.findings) == .labels, "\(name)")
      for (index, value) in understood.mask.raster.samples.enumerated() {
        #expect(value == (ring[index] ? 128 : Self.hard[index]), "\(name) at \(index)")
        if value != (ring[index] ? 128 : Self.hard[index]) { return }
      }
    }
    check(Self.grey(Self.soft.enumerated().map { ring[$0] ? 255 : $1 / 255 }), "as numbers")
    check(
      Self.colours(3) { ring[$0] ? [224, 224, 192] : [Self.soft[$0] / 255 * 128, 0, 0] }, "as its palette")
  }

  @Test func whiteWithFewDarkPixelsOfNoiseIsNoBorder() {
    // Small values scattered around: noise, not labels, however many there are.
    let noisy = Self.hard.enumerated().map { $1 > 0 ? $1 : UInt8(Self.noise($0, 0...1)) }
    expect(Self.grey(noisy), is: Self.hard, .nothing, "0, 1 and 255")
  }

  @Test func nearlyBlackAndNearlyWhiteAreCleaned() {
    for (black, white) in [(1, 254), (3, 252), (4, 251)] {
      expect(
        Self.grey(Self.hard.map { $0 > 0 ? UInt8(white) : UInt8(black) }), is: Self.hard, .nothing, "\(black)/\(white)")
    }
    expect(Self.grey(Self.hard.map { $0 > 0 ? 240 : 14 }), is: Self.hard, .noise, "14/240")
    let noisy = Self.hard.enumerated().map { UInt8(min(max(Int($1) + Self.noise($0, -12...12), 0), 255)) }
    expect(Self.grey(noisy), is: Self.hard, .noise, "noise of 12 levels")
  }

  @Test(arguments: [60, 75, 90]) func masksAsJPEG(quality: Int) throws {
    var options = EncodingOptions()
    options.quality = quality
    let jpeg = try Encoder(options: options).bytes(of: Self.grey(Self.hard), as: .jpeg)
    let reading = try MaskReading(.bytes(jpeg, name: "m.jpg"))
    #expect(Self.difference(reading.mask, Self.hard).mean < 1.5)
    // Far from the object nothing is left.
    for y in 0..<20 { for x in 0..<40 { #expect(reading.mask.raster.samples[y * Self.width + x] == 0) } }
  }

  @Test func softTailsAreNoNoise() throws {
    let feathered = try Mask(values: Self.grey(Self.hard)).feathered(sigma: 9).raster
    let understood = Self.understand(feathered)
    #expect(understood.findings.isEmpty)
    for (value, plain) in zip(understood.mask.raster.samples, feathered.samples) where plain > 6 && plain < 249 {
      #expect(value == plain)
    }
  }

  @Test func antialiasedEdgesAreNoNoise() {
    // 64 samples a pixel of leaning ropes, as a renderer makes a mask: along an edge the values are uneven.
    let rendered = (0..<Self.width * Self.height).map { index in
      let covered = (0..<64).count { sample in
        let x = Double(index % Self.width) + (Double(sample % 8) + 0.5) / 8
        let y = Double(index / Self.width) + (Double(sample / 8) + 0.5) / 8
        let across = (y - 0.13 * x - 1.5 * sin(x / 3)).truncatingRemainder(dividingBy: 24)
        return x > 20 && x < 140 && across > 8 && across < 17
      }
      return UInt8(covered * 255 / 64)
    }
    let understood = Self.understand(Self.grey(rendered))
    #expect(understood.findings.isEmpty)
    for (value, plain) in zip(understood.mask.raster.samples, rendered) where plain > 6 && plain < 249 {
      #expect(value == plain)
    }
  }

  /// Lanczos's filter leaves ringing beside every edge: as far as 4 pixels if it enlarged the mask to twice its size.
  @Test func ringingOfAFilterIsNoNoise() throws {
    for edge in [false, true] {
      // A comb of slanting teeth: much edge, little area.
      let sharp = (0..<Self.width * Self.height).map { index in
        let (x, y) = (index % Self.width, index / Self.width)
        return edge ? (x + y / 7) % 23 < 11 && y > 12 && x > 20 && x < 140 : Self.hard[index] > 0
      }.map { $0 ? UInt8(255) : 0 }
      let failure = { (detail: String) in ImagingError.processingFailed(file: "test", detail: detail) }
      for scale in [0.31, 0.8, 1.3, 2] {
        let ringing: Raster<UInt8> = try VipsOperation.image(
          "resize", [("in", .image(.over(Self.grey(sharp)))), ("scale", .double(scale)), ("kernel", .int(5))],
          failure: failure
        ).raster(failure: failure)
        let understood = Self.understand(ringing)
        #expect(understood.findings.isEmpty, "\(edge) \(scale): \(understood.findings)")
        for (value, plain) in zip(understood.mask.raster.samples, ringing.samples) where plain > 6 && plain < 249 {
          #expect(value == plain)
        }
        // The same as a JPEG is noisy: beyond the ringing, too.
        var options = EncodingOptions()
        options.quality = 60
        let bytes = try Encoder(options: options).bytes(of: ringing, as: .jpeg)
        let noisy = try MaskReading(.bytes(bytes, name: "m.jpg"))
        if scale > 0.5 {
          #expect(noisy.notices.contains { if case .mask(_, .noise) = $0 { true } else { false } }, "\(edge) \(scale)")
        }
      }
    }
  }

  @Test func cutoutsGiveTheirTransparency() {
    expect(Self.colours(4) { Self.photoColour($0) + [Self.soft[$0]] }, is: Self.soft, .cutout, "colours")
    expect(Self.colours(4) { [0, 0, 0, Self.soft[$0]] }, is: Self.soft, .cutout, "black")
    expect(Self.colours(4) { [255, 255, 255, Self.soft[$0]] }, is: Self.soft, .nothing, "white")
    expect(Self.colours(2) { [UInt8(40 + $0 % 150), Self.soft[$0]] }, is: Self.soft, .cutout, "a grey photo")
    expect(
      Self.colours(4) { Self.soft[$0] > 0 ? Self.photoColour($0) + [Self.soft[$0]] : [255, 255, 255, 0] },
      is: Self.soft,
      .cutout, "white under transparent pixels")
    // A mask in black and white that has a transparent part.
    let half = Self.colours(2) { [Self.hard[$0], $0 % Self.width < 80 ? 0 : 255] }
    let expected = Self.hard.enumerated().map { $0 % Self.width < 80 ? 0 : $1 }
    #expect(Self.understand(half).mask.raster.samples == expected)
  }

  @Test func greyIsAWeight() {
    for value in [128, 200] {
      let understood = Self.understand(Self.grey(Self.hard.map { $0 > 0 ? UInt8(value) : 0 }))
      #expect(understood.findings.isEmpty)
      #expect(Set(understood.mask.raster.samples) == [0, UInt8(value)])
    }
  }

  @Test func aPhotoIsSaidToBeOne() {
    #expect(Self.understand(Self.colours(3) { Self.photoColour($0) }).findings.contains(.photo))
  }

  /// Other sample types, as science tools write them.
  @Test func sixteenBitsAndFloatingPoint() throws {
    func values(_ samples: [Float], white: Float = 0) -> MaskUnderstanding {
      var collector = MaskCollector(width: Self.width, height: Self.height, channels: 1, hasAlpha: false, white: white)
      samples.withUnsafeBufferPointer { samples in
        for y in 0..<Self.height { collector.add(row: y, samples.baseAddress! + y * Self.width) }
      }
      return MaskUnderstanding(collector.values())
    }
    let cases: [(String, [Float], Float, [UInt8], Expected)] = [
      ("16 bit", Self.soft.map { Float($0) * 257 }, 65535, Self.soft, .nothing),
      ("16 bit, 0 and 1", Self.hard.map { Float($0 / 255) }, 65535, Self.hard, .labels),
      ("16 bit, 0...255", Self.soft.map { Float($0) }, 65535, Self.soft, .nothing),
      ("16 bit, 0...4095", Self.soft.map { (Float($0) / 255 * 4095).rounded() }, 65535, Self.soft, .nothing),
      ("float, 0 and 1", Self.hard.map { Float($0) / 255 }, 0, Self.hard, .nothing),
      ("float, 0...1", Self.soft.map { Float($0) / 255 }, 0, Self.soft, .nothing),
      ("float, 0...255", Self.soft.map { Float($0) }, 0, Self.soft, .nothing),
      ("float, 0...254.5", Self.soft.map { Float($0) * 254.5 / 255 }, 0, Self.soft, .nothing),
      ("float, 0...65535", Self.soft.map { Float($0) * 257 }, 0, Self.soft, .nothing),
      ("float, class 7", Self.hard.map { Float($0) / 255 * 7 }, 0, Self.hard, .labels),
      ("float with NaN", Self.soft.enumerated().map { $0 == 5 ? .nan : Float($1) / 255 }, 0, Self.soft, .nothing),
    ]
    for (name, samples, white, plain, expected) in cases {
      let understood = values(samples, white: white)
      #expect(Self.difference(understood.mask, plain).mean < 1, "\(name)")
      #expect(Self.difference(understood.mask, plain).worst == 0, "\(name)")
      #expect(Self.kind(understood.findings) == expected, "\(name): \(understood.findings)")
    }
  }

  @Test func theSameEveryTime() {
    let raster = Self.colours(3) { Self.photoColour($0) }
    #expect(Self.understand(raster).mask == Self.understand(raster).mask)
  }
}

/// Masks of another size or orientation than the photo.
@Suite struct MaskFittingTests {
  private static func photo(_ width: Int, _ height: Int, orientation: Int) throws -> Photo {
    let image = try VipsImage.over(picture(width, height))
    image.set("orientation", orientation)
    image.set("exif-ifd0-Orientation", "\(orientation) (x, Short, 1 components, 2 bytes)")
    let bytes = try Encoder().bytes(of: image, as: .jpeg, source: nil)
    return try Photo(.bytes(bytes, name: "p.jpg"))
  }

  private static func reading(_ width: Int, _ height: Int) throws -> MaskReading {
    var raster = Raster<UInt8>(width: width, height: height, channels: 1, repeating: 0)
    for y in 2..<height / 2 { for x in 3..<width / 2 { raster.samples[y * width + x] = 255 } }
    return try MaskReading(.bytes(Encoder().bytes(of: raster, as: .png), name: "m.png"))
  }

  @Test func aMaskOfTheStoredPhotoIsTurnedOnRequest() throws {
    let photo = try Self.photo(60, 40, orientation: 6)
    #expect(photo.width == 40 && photo.height == 60)
    let asStored = try Self.reading(60, 40)
    let error = try #require(throws: ImagingError.self) { try asStored.fitted(to: photo) }
    #expect("\(error)".contains("--turn-mask") && "\(error)".contains("m.png"))
    let turned = try asStored.fitted(to: photo, turning: true)
    #expect(turned.mask.width == 40 && turned.mask.height == 60)
    #expect(turned.mask.raster == asStored.mask.raster.oriented(6))
    let asShown = try Self.reading(40, 60)
    #expect(try asShown.fitted(to: photo).notices.isEmpty)
    #expect(throws: ImagingError.self) { try asShown.fitted(to: photo, turning: true) }
  }

  @Test func aMaskOfEqualSizeIsWarnedOf() throws {
    let photo = try Self.photo(60, 40, orientation: 3)
    let reading = try Self.reading(60, 40)
    #expect(
      try reading.fitted(to: photo).notices == [.maskNotTurned(mask: "m.png", photo: "p.jpg", orientation: 3)])
    #expect(try reading.fitted(to: photo, turning: true).mask.raster == reading.mask.raster.oriented(3))
    let plain = try Self.photo(60, 40, orientation: 1)
    #expect(try reading.fitted(to: plain).notices.isEmpty)
    #expect(throws: ImagingError.self) { try reading.fitted(to: plain, turning: true) }
  }

  @Test func masksAreNotDistorted() throws {
    let photo = try Self.photo(200, 150, orientation: 1)
    for (width, height) in [(100, 75), (400, 300), (201, 149), (102, 75)] {
      let fitted = try Self.reading(width, height).fitted(to: photo, resizing: true).mask
      #expect(fitted.width == 200 && fitted.height == 150)
    }
    for (width, height) in [(100, 100), (200, 140), (150, 200)] {
      let error = try #require(throws: ImagingError.self) {
        try Self.reading(width, height).fitted(to: photo, resizing: true)
      }
      #expect("\(error)".contains("shapes differ"))
    }
    #expect(try Self.reading(100, 75).fitted(to: photo).mask.width == 100)
  }

  @Test func faintPixelsDoNotMoveTheCore() {
    var raster = Raster<UInt8>(width: 100, height: 80, channels: 1, repeating: 0)
    for y in 20..<30 { for x in 40..<60 { raster.samples[y * 100 + x] = 255 } }
    raster.samples[0] = 20
    raster.samples[7999] = 60
    let weights = Mask(values: raster).weights()
    #expect(weights.core == PixelRect(x: 40, y: 20, width: 20, height: 10))
    #expect(weights.brightest == 1 && weights.typical == 1 && !weights.coversBorder)
    #expect(abs(weights.coverage - 202 / 8000) < 1e-9)
    let grey = Mask(values: raster.map { $0 / 2 }).weights()
    #expect(abs(grey.typical - 127 / 255) < 1e-9 && grey.core == weights.core)
    #expect(Mask(values: raster.map { 255 - $0 }).weights().coversBorder)
  }
}
