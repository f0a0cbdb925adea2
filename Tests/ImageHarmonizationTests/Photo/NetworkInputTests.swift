import HarmonizationImaging
import HarmonizationPixels
import Testing

@testable import ImageHarmonization

@Suite("What a network sees", .enabled(if: (try? ImagingLibrary.version()) != nil, "libvips is not installed"))
struct NetworkInputTests {
  private static func photo(_ width: Int, _ height: Int) throws -> Photo {
    let raster = Raster<UInt8>(width: width, height: height, channels: 3, repeating: 51)
    return try Photo(.bytes(Encoder().bytes(of: raster, as: .png), name: "photo.png"))
  }

  private static func mask(_ width: Int, _ height: Int, _ value: UInt8) throws -> Mask {
    try #require(Mask(Raster<UInt8>(width: width, height: height, channels: 1, repeating: value)))
  }

  @Test("Photo and mask at the network's size, in 0...1")
  func copy() throws {
    var mask = Raster<UInt8>(width: 80, height: 60, channels: 1, repeating: 0)
    for index in 0..<80 * 30 { mask.samples[index] = 255 }
    let copy = try NetworkInput(of: Self.photo(80, 60), mask: #require(Mask(mask)), view: .init(width: 20, height: 20))
    #expect(copy.composite.width == 20 && copy.composite.height == 20 && copy.composite.channels == 3)
    #expect(copy.composite.samples.allSatisfy { abs($0 - 0.2) < 1e-6 })
    #expect(copy.foreground.samples[0] == 1 && copy.foreground.samples[399] == 0)
  }

  @Test("A network that looks at a window gets a copy of that window: sharper, and of the photo's shape")
  func window() throws {
    var picture = Raster<UInt8>(width: 120, height: 60, channels: 3, repeating: 40)
    var mask = Raster<UInt8>(width: 120, height: 60, channels: 1, repeating: 0)
    for y in 20..<30 {
      for x in 90..<100 {
        mask.samples[y * 120 + x] = 255
        for channel in 0..<3 { picture.samples[(y * 120 + x) * 3 + channel] = 200 }
      }
    }
    let photo = try Photo(.bytes(Encoder().bytes(of: picture, as: .png), name: "photo.png"))
    let copy = try NetworkInput(of: photo, mask: #require(Mask(mask)), view: .init(width: 30, height: 30, margin: 1.5))
    // A sixth of the height, so a quarter of both sides: 30 x 15 pixels around the middle at (95, 25).
    #expect(copy.part == PixelRect(x: 80, y: 18, width: 30, height: 15))
    for y in 0..<30 {
      for x in 0..<30 {
        let isInside = (10..<20).contains(x) && (4..<24).contains(y)
        #expect((copy.foreground.samples[y * 30 + x] > 0.5) == isInside, "\(x) \(y)")
        #expect((copy.composite.samples[(y * 30 + x) * 3] > 0.5) == isInside, "\(x) \(y)")
      }
    }
    // Near the edge the window moves; a faint speck far away does not move it.
    #expect(try #require(Mask(mask)).part(margin: 4) == PixelRect(x: 40, y: 5, width: 80, height: 40))
    mask.samples[59 * 120] = 1
    let whole = PixelRect(x: 0, y: 0, width: 120, height: 60)
    #expect(try #require(Mask(mask)).part(margin: 1.5) == copy.part)
    #expect(try #require(Mask(mask)).part(margin: nil) == whole)
    #expect(Mask(Raster(width: 120, height: 60, channels: 1, repeating: 0))?.part(margin: 1.5) == whole)
  }

  @Test("In a panorama the window is at most twice as long as high, and as the photo's shape otherwise")
  func panoramas() throws {
    func part(_ width: Int, _ height: Int, _ object: PixelRect, margin: Double = 1.5) throws -> PixelRect {
      var mask = Raster<UInt8>(width: width, height: height, channels: 1, repeating: 0)
      for y in object.y..<object.y + object.height {
        for x in object.x..<object.x + object.width { mask.samples[y * width + x] = 255 }
      }
      return try #require(Mask(mask)).part(margin: margin)
    }
    let object = PixelRect(x: 600, y: 25, width: 15, height: 50)
    let window = try part(1000, 100, object)
    #expect(window.height == 75 && window.width == 150)
    let tall = try part(100, 1000, PixelRect(x: 25, y: 600, width: 50, height: 15))
    #expect(tall.width == 75 && tall.height == 150)
    let large = try part(1000, 100, PixelRect(x: 300, y: 10, width: 80, height: 80))
    #expect(large.height == 100 && large.width == 200)
    // Longer than that itself: with some of its surroundings.
    let long = try part(1000, 100, PixelRect(x: 300, y: 10, width: 400, height: 80))
    #expect(long == PixelRect(x: 250, y: 0, width: 500, height: 100))
    for window in [window, tall, large, long] { #expect(window.width > 0 && window.height > 0) }
  }

  @Test("A grey mask shows the network the whole object, and is a weight afterwards")
  func greyMasks() throws {
    var mask = Raster<UInt8>(width: 80, height: 60, channels: 1, repeating: 0)
    for index in 0..<80 * 30 { mask.samples[index] = 128 }
    let copy = try NetworkInput(
      of: Self.photo(80, 60), mask: #require(Mask(mask)), view: .init(width: 40, height: 40))
    let weights = try #require(copy.weights)
    #expect(copy.foreground.samples[0] == 1 && copy.foreground.samples[1599] == 0)
    #expect(abs(weights.typical - 128 / 255) < 1e-9)
    let changed = copy.composite.map { $0 + 0.1 }
    #expect(copy.notices(after: changed, strength: 1).isEmpty)
    #expect(copy.notices(after: copy.composite, strength: 0).isEmpty)
    let little = copy.notices(after: copy.composite.map { $0 + 0.003 }, strength: 1)
    guard case .littleChange("the mask", let levels, let brightest, let coverage)? = little.first else {
      Issue.record("\(little)")
      return
    }
    #expect(abs(levels - 0.003 * 255 * 128 / 255) < 0.01 && abs(brightest - 128 / 255) < 1e-9 && coverage == 0.5)
  }

  @Test("Masks that cannot be used are named")
  func errors() throws {
    let photo = try Self.photo(80, 60)
    #expect(throws: HarmonizationError.emptyMask("m.png")) {
      try NetworkInput(of: photo, mask: Self.mask(80, 60, 0), view: .init(width: 20, height: 20), maskName: "m.png")
    }
    #expect(throws: HarmonizationError.fullMask("m.png")) {
      try NetworkInput(of: photo, mask: Self.mask(80, 60, 255), view: .init(width: 20, height: 20), maskName: "m.png")
    }
    let mismatch = HarmonizationError.sizeMismatch(
      photo: "photo.png", photoSize: [80, 60], mask: "m.png", maskSize: [60, 80])
    #expect(throws: mismatch) {
      try NetworkInput(of: photo, mask: Self.mask(60, 80, 9), view: .init(width: 20, height: 20), maskName: "m.png")
    }
    var dot = Raster<UInt8>(width: 80, height: 60, channels: 1, repeating: 0)
    dot.samples[1234] = 1
    let mask = try #require(Mask(dot))
    #expect(throws: HarmonizationError.tinyForeground("m.png")) {
      try NetworkInput(of: photo, mask: mask, view: .init(width: 4, height: 4), maskName: "m.png")
    }
  }
}
