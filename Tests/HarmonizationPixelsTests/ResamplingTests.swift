import HarmonizationPixels
import Testing

@Suite struct OpenCVResizeTests {
  /// Sizes, and the checksum of what OpenCV gives (Tests/scripts/opencv_resize.py; OpenCV 5.0, with and without IPP).
  struct Golden: Sendable {
    let width, height, toWidth, toHeight, channels: Int
    let checksum: UInt64
    init(_ width: Int, _ height: Int, _ toWidth: Int, _ toHeight: Int, _ channels: Int, _ checksum: UInt64) {
      (self.width, self.height, self.toWidth, self.toHeight) = (width, height, toWidth, toHeight)
      (self.channels, self.checksum) = (channels, checksum)
    }
  }

  static let goldens = [
    Golden(640, 480, 256, 256, 3, 0x71F5DD3524BE93A0),
    Golden(481, 321, 256, 256, 3, 0xA526433596AB93F3),
    Golden(100, 75, 256, 256, 3, 0x2423676B90BD55AF),
    Golden(512, 512, 256, 256, 3, 0xF6A8BABACC081163),
    Golden(512, 300, 256, 150, 1, 0x08164B6651894127),
    Golden(512, 300, 256, 256, 3, 0x8AE3289378C9CFB1),
    Golden(37, 53, 53, 37, 1, 0x7B9A2AFB400E36D4),
    Golden(1, 1, 5, 7, 3, 0x3B12E1C0CA2C4EBA),
    Golden(7, 1, 3, 4, 1, 0xE43AFCEF04DE6B3F),
    Golden(1000, 3, 17, 64, 3, 0x9301432EF9C30407),
    Golden(333, 777, 1, 1, 3, 0x9ECE7B1B1FF8E6D8),
    Golden(255, 257, 256, 256, 1, 0xBADB55E1672E8084),
    Golden(300, 300, 299, 301, 3, 0xC2A1A36934E175FA),
    Golden(64, 64, 640, 10, 3, 0x1C0F536AC29C66A2),
  ]

  @Test(arguments: Array(goldens.enumerated()))
  func everyBitIsOpenCVs(seed: Int, golden: Golden) throws {
    let raster = noise(golden.width, golden.height, golden.channels, seed: UInt64(seed))
    let resized = try raster.resizedAsOpenCV(width: golden.toWidth, height: golden.toHeight)
    let checksum = resized.samples.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    #expect(checksum == golden.checksum)
  }
}

/// The high bytes of SplitMix64.
func noise(_ width: Int, _ height: Int, _ channels: Int, seed: UInt64) -> Raster<UInt8> {
  let samples = (0..<(width * height * channels)).map { index -> UInt8 in
    var z = seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return UInt8(z >> 56)
  }
  return Raster(width: width, height: height, channels: channels, unchecked: samples)
}

@Suite struct ResampleTests {
  @Test func meansAreKept() throws {
    let raster = noise(300, 200, 3, seed: 9)
    for filter in [ResamplingFilter.area, .triangle] {
      let small = try raster.resized(width: 30, height: 20, filter: filter)
      let mean = Double(raster.samples.reduce(0) { $0 + Int($1) }) / Double(raster.samples.count)
      let smallMean = Double(small.samples.reduce(0) { $0 + Int($1) }) / Double(small.samples.count)
      #expect(abs(mean - smallMean) < 1)
    }
  }

  @Test func areaAveragesExactly() throws {
    let raster = Raster<UInt8>(width: 4, height: 2, channels: 1, samples: [0, 10, 20, 30, 40, 50, 60, 70])
    #expect(try raster?.resized(width: 2, height: 1, filter: .area).samples == [25, 45])
    #expect(try raster?.resized(width: 4, height: 2) == raster)
  }

  @Test func gradientsStayWhereTheyAre() throws {
    // A ramp keeps its values at pixel centres whatever the sizes: nothing is shifted.
    let ramp = Raster<UInt8>(
      width: 200, height: 50, channels: 1, unchecked: (0..<50).flatMap { _ in (0..<200).map { UInt8($0) } })
    let small = try ramp.resized(width: 50, height: 10)
    for x in 2..<48 { #expect(abs(Double(small.samples[x]) - (Double(x) * 4 + 1.5)) <= 0.51) }
    let large = try small.resized(width: 100, height: 20)
    for x in 6..<94 { #expect(abs(Double(large.samples[x]) - (Double(x) * 2 + 0.5)) <= 1.1) }
  }

  @Test func cropAndResizeIsOneStep() throws {
    let raster = noise(90, 70, 3, seed: 4)
    let part = try raster.resized(part: PixelRect(x: 10, y: 20, width: 30, height: 40), width: 30, height: 40)
    for y in 0..<40 {
      for x in 0..<90 {
        #expect(part.samples[y * 90 + x] == raster.samples[raster.offset(x: 10, y: 20 + y) + x])
      }
    }
    let outside = PixelRect(x: 80, y: 0, width: 30, height: 40)
    #expect(throws: PixelError.outside(part: outside, picture: raster.bounds)) {
      try raster.resized(part: outside, width: 30, height: 40)
    }
    #expect(throws: PixelError.invalidSize(width: 0, height: 5)) { try raster.resized(width: 0, height: 5) }
  }

  @Test("linear interpolation in floats is OpenCV's fixed point to within its coefficients' precision")
  func linear() throws {
    let raster = noise(57, 41, 3, seed: 5)
    for (width, height) in [(20, 33), (57, 41), (100, 90), (1, 1)] {
      let floats = try raster.units().resized(width: width, height: height, filter: .linear)
      let fixed = try raster.resizedAsOpenCV(width: width, height: height)
      for (a, b) in zip(floats.samples, fixed.samples) { #expect(abs(a * 255 - Float(b)) < 0.9) }
    }
  }

  @Test("16-bit pictures keep their steps when they are resized")
  func deep() throws {
    let ramp = Raster<UInt16>(
      width: 4, height: 1, channels: 1, unchecked: [1000, 1002, 1004, 1010])
    #expect(try ramp.resized(width: 2, height: 1, filter: .area).samples == [1001, 1007])
  }
}

@Suite("Crops, flips and padding in one pass")
struct ResamplingPlanTests {
  let picture = noise(57, 41, 3, seed: 60)

  @Test("a window resized is the window cut out and then resized")
  func window() throws {
    let window = PixelRect(x: 5, y: 9, width: 30, height: 22)
    var cut: [UInt8] = []
    for y in 9..<31 { cut += picture.samples[(y * 57 + 5) * 3..<(y * 57 + 35) * 3] }
    let part = try #require(Raster(width: 30, height: 22, channels: 3, samples: cut))
    #expect(
      picture.resampled(ResamplingPlan(window: window, width: 48, height: 48))
        == (try part.resizedAsOpenCV(width: 48, height: 48)))
  }

  @Test("flips mirror the result")
  func flip() throws {
    let plan = ResamplingPlan(window: picture.bounds, width: 33, height: 33)
    let (straight, mirrored) = (try #require(picture.resampled(plan)), try #require(picture.resampled(plan.flipped)))
    for (x, y) in [(0, 0), (5, 17), (32, 32)] {
      let (a, b) = (straight.offset(x: x, y: y), mirrored.offset(x: 32 - x, y: y))
      #expect(straight.samples[a..<a + 3] == mirrored.samples[b..<b + 3])
    }
  }

  @Test("small pictures are padded around with zeros, large ones cut")
  func padding() throws {
    let plan = ResamplingPlan(width: 57, height: 41, scaled: (57, 41), size: 48, origin: (0.5, 0.9))
    let result = try #require(picture.resampled(plan))
    #expect(result.samples[0..<48 * 3 * 3].allSatisfy { $0 == 0 })
    #expect(result.samples[(48 - 4) * 48 * 3..<48 * 48 * 3].allSatisfy { $0 == 0 })
    for (x, y) in [(0, 3), (47, 43)] {
      let (a, b) = (result.offset(x: x, y: y), picture.offset(x: x + 4, y: y - 3))
      #expect(result.samples[a..<a + 3] == picture.samples[b..<b + 3])
    }
  }

  @Test("plans for another picture give nothing")
  func misfit() {
    #expect(
      picture.resampled(ResamplingPlan(window: PixelRect(x: 30, y: 0, width: 30, height: 10), width: 8, height: 8))
        == nil)
  }
}
