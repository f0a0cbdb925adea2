import HarmonizationImaging
import HarmonizationPixels
import Testing

@testable import HarmonizationData

@Suite("Crops and resizing")
struct ResamplingTests {
  let picture = scene(60, width: 57, height: 41).bytes

  @Test("agrees with OpenCV's resize bit for bit, for colours and masks", arguments: [8, 32, 41, 64, 100])
  func openCV(_ size: Int) throws {
    for raster in [picture, picture.firstChannel] {
      let expected = try raster.resizedAsOpenCV(width: size, height: size)
      #expect(raster.resampled(ResamplingPlan(window: raster.bounds, width: size, height: size)) == expected)
    }
  }

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
