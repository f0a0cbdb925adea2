import TestSupport
import Testing

@testable import HarmonizationImaging
import HarmonizationPixels
import ImageHarmonization

@Suite("Making masks")
struct MaskMakerTests {
  private func photo(_ width: Int = 320, _ height: Int = 240) throws -> Photo {
    try Photo(TestPicture.object(width: width, height: height), name: "object.png")
  }

  /// A line of marks for the object and one for the background, at any size.
  private func strokes(
    _ width: Int, _ height: Int, object: SIMD4<UInt8>? = SIMD4(255, 255, 255, 255),
    background: SIMD4<UInt8>? = SIMD4(0, 0, 0, 255)
  ) throws -> MaskStrokes {
    var raster = Raster<UInt8>(width: width, height: height, channels: 4, repeating: 0)
    for x in 0..<width {
      func set(_ colour: SIMD4<UInt8>?, _ y: Int) {
        guard let colour else { return }
        for channel in 0..<4 { raster.samples[4 * (y * width + x) + channel] = colour[channel] }
      }
      if (width * 2 / 5..<width * 3 / 5).contains(x) { set(object, height / 2) }
      set(background, height / 20)
      set(background, height * 19 / 20)
    }
    return try MaskStrokes(.bytes(Encoder().bytes(of: raster, as: .png), name: "strokes.png"))
  }

  @Test("A box finds the object, with its soft edge", arguments: [(320, 240), (1300, 900)])
  func box(width: Int, height: Int) throws {
    let photo = try photo(width, height)
    let truth = TestPicture.objectMask(width: width, height: height)
    let box = PixelRect(x: width / 6, y: height / 9, width: width * 2 / 3, height: height * 7 / 9)
    let mask = try MaskMaker().mask(of: photo, box: box).mask
    #expect(mask.width == width && mask.height == height)
    #expect(TestPicture.overlap(mask.raster, truth) > 0.97)
    // Its soft edge is that of the picture: in black and white it is farther away.
    let hard = mask.raster.map { $0 > 127 ? UInt8(255) : 0 }
    #expect(10 * difference(mask.raster, truth) < 9 * difference(hard, truth))
    #expect(try MaskMaker().mask(of: photo, box: box).mask == mask)
  }

  @Test("Strokes alone find it, in any of their colours, at another size")
  func strokes() throws {
    let truth = TestPicture.objectMask(width: 320, height: 240)
    let marks = [
      try strokes(320, 240), try strokes(160, 120),
      try strokes(640, 480, object: SIMD4(20, 220, 30, 255), background: SIMD4(230, 10, 10, 255)),
    ]
    for marks in marks {
      let mask = try MaskMaker().mask(of: photo(), strokes: marks).mask
      #expect(TestPicture.overlap(mask.raster, truth) > 0.95)
    }
  }

  @Test("Strokes count for more than the box")
  func strokesInBox() throws {
    var raster = Raster<UInt8>(width: 320, height: 240, channels: 1, repeating: 128)
    for y in 100..<140 { for x in 60..<100 { raster.samples[y * 320 + x] = 0 } }
    let marks = try MaskStrokes(.bytes(Encoder().bytes(of: raster, as: .png), name: "strokes.png"))
    let box = PixelRect(x: 50, y: 20, width: 220, height: 200)
    let mask = try MaskMaker().mask(of: photo(), box: box, strokes: marks).mask
    #expect(mask.raster.samples[120 * 320 + 80] == 0 && mask.raster.samples[120 * 320 + 200] == 255)
  }

  @Test("What cannot be done is said")
  func mistakes() throws {
    let maker = MaskMaker()
    func error(
      _ photo: Photo, _ box: PixelRect? = nil, _ strokes: MaskStrokes? = nil, cancel: Bool = false
    ) -> MaskMakingError? {
      #expect(throws: MaskMakingError.self) {
        try maker.mask(of: photo, box: box, strokes: strokes, isCancelled: { cancel })
      }
    }
    let photo = try photo()
    let box = PixelRect(x: 50, y: 20, width: 220, height: 200)
    #expect(error(photo) == .nothingMarked)
    for outside in [(-1, 0, 50, 50), (300, 0, 50, 50), (10, 10, 0, 20), (10, 10, 5, -5), (Int.max, 0, Int.max, 9)] {
      let rect = PixelRect(x: outside.0, y: outside.1, width: outside.2, height: outside.3)
      #expect(error(photo, rect) == .boxOutside(box: rect, photo: "object.png", width: 320, height: 240))
    }
    #expect(error(photo, photo.bounds) == .boxCoversPhoto(photo: "object.png"))
    let tiny = PixelRect(x: 5, y: 5, width: 3, height: 90)
    #expect(error(photo, tiny) == .boxTooSmall(box: tiny, least: 8))
    let small = try self.photo(15, 90)
    #expect(error(small, box) == .photoTooSmall(photo: "object.png", width: 15, height: 90, least: 16))
    #expect(
      error(photo, nil, try strokes(320, 240, object: nil)) == .strokesMissing(strokes: "strokes.png", object: true))
    #expect(
      error(photo, nil, try strokes(320, 240, background: nil))
        == .strokesMissing(strokes: "strokes.png", object: false))
    guard case .strokesSize = error(photo, nil, try strokes(240, 320)) else {
      Issue.record("strokes of another shape were taken")
      return
    }
    #expect(error(photo, box, cancel: true) == .cancelled(photo: "object.png"))
    // Nothing but one colour: there is no object.
    let flat = try Photo(Raster<UInt8>(width: 64, height: 64, channels: 3, repeating: 90), name: "flat.png")
    #expect(error(flat, PixelRect(x: 10, y: 10, width: 30, height: 30)) == .notFound(photo: "flat.png"))
  }

  private func difference(_ a: Raster<UInt8>, _ b: Raster<UInt8>) -> Int {
    zip(a.samples, b.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
  }
}
