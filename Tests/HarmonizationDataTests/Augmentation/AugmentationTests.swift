import Foundation
import HarmonizationPixels
import Testing

@testable import HarmonizationData

@Suite("Augmentation")
struct AugmentationTests {
  @Test("windows obey area and aspect ratio, reach every side, and fall back to the centre")
  func windows() {
    var random = CounterRandom(1)
    var (left, right) = (false, false)
    for _ in 0..<500 {
      let w = randomResizedWindow(width: 400, height: 300, scale: 0.5...1, ratio: 0.75...4.0 / 3, &random)
      let share = Double(w.width * w.height) / 120_000
      let ratio = Double(w.width) / Double(w.height)
      #expect((0.495...1).contains(share) && (0.74...1.345).contains(ratio))
      #expect(w.x >= 0 && w.y >= 0 && w.x + w.width <= 400 && w.y + w.height <= 300)
      left = left || w.x == 0
      right = right || w.x + w.width == 400
    }
    #expect(left && right)
    let strip = randomResizedWindow(width: 1000, height: 30, scale: 0.5...1, ratio: 0.75...4.0 / 3, &random)
    #expect(strip == PixelRect(x: 480, y: 0, width: 40, height: 30))
    let pole = randomResizedWindow(width: 30, height: 1000, scale: 0.5...1, ratio: 0.75...4.0 / 3, &random)
    #expect(pole == PixelRect(x: 0, y: 480, width: 30, height: 40))
  }

  @Test("windows hold foreground, but for the share that may do without")
  func foreground() throws {
    var mask = Raster<UInt8>(width: 128, height: 128, channels: 1, repeating: 0)
    for y in 0..<4 { for x in 0..<4 { mask.samples[y * 128 + x] = 255 } }
    var augmentation = Augmentation()
    (augmentation.size, augmentation.keepBackground) = (64, 0)
    for key in 0..<100 {
      var random = CounterRandom(UInt64(key))
      let (_, cut) = try #require(augmentation.plan(for: mask, &random))
      #expect(cut.samples.reduce(0) { $0 + Int($1) } > 255)
    }
    augmentation.keepBackground = 1
    let without = try (0..<100).filter { key in
      var random = CounterRandom(UInt64(key))
      return try #require(augmentation.plan(for: mask, &random)).mask.samples.allSatisfy { $0 == 0 }
    }
    #expect(without.count > 10)
    let empty = Raster<UInt8>(width: 16, height: 16, channels: 1, repeating: 0)
    var random = CounterRandom(0)
    #expect(augmentation.plan(for: empty, &random) != nil)
  }

  @Test("foreground crops hold the whole foreground and are as much larger as they should be")
  func foregroundCrops() throws {
    var mask = Raster<UInt8>(width: 200, height: 160, channels: 1, repeating: 0)
    for y in 40..<60 { for x in 180..<200 { mask.samples[y * 200 + x] = 255 } }
    let foreground = try #require(mask.extent(above: 127))
    #expect(foreground == PixelRect(x: 180, y: 40, width: 20, height: 20))
    var random = CounterRandom(7)
    var areas: [Int] = []
    for _ in 0..<300 {
      let w = foreground.randomlyWidened(width: 200, height: 160, margin: 1.2...2.5, ratio: 0.75...4.0 / 3, &random)
      #expect(w.x >= 0 && w.x <= 180 && w.x + w.width == 200 && w.y <= 40 && w.y + w.height >= 60 && w.y >= 0)
      areas.append(w.width * w.height)
    }
    // 20 * 1.2 squared and 20 * 2.5 squared, with rounding of both sides.
    let (least, most) = (try #require(areas.min()), try #require(areas.max()))
    #expect((530...650).contains(least) && (2250...2600).contains(most))
    let wide = foreground.randomlyWidened(width: 200, height: 160, margin: 50...60, ratio: 1...1, &random)
    #expect(wide == PixelRect(x: 0, y: 0, width: 200, height: 160))

    var augmentation = Augmentation()
    (augmentation.crop, augmentation.size, augmentation.keepBackground) = (.foregroundCrop, 64, 0)
    let (_, cut) = try #require(augmentation.plan(for: mask, &random))
    // At least 1/2.5 squared of the window is foreground, at most 1/1.2 squared.
    let share = Double(cut.samples.reduce(0) { $0 + Int($1) }) / (255 * 64 * 64)
    #expect((0.14...0.75).contains(share))
    let empty = Raster<UInt8>(width: 16, height: 16, channels: 1, repeating: 0)
    #expect(empty.extent(above: 127) == nil)
    #expect(augmentation.plan(for: empty, &random) != nil)
  }

  @Test("the 512 recipe reduces to the longest side, pads and cuts")
  func padded() throws {
    var recipe = Augmentation.padded512
    (recipe.size, recipe.longestSide, recipe.flip) = (64, 100, 0)
    let mask = Raster<UInt8>(width: 400, height: 120, channels: 1, repeating: 255)
    var random = CounterRandom(3)
    let (_, cut) = try #require(recipe.plan(for: mask, &random))
    // 400 x 120 becomes 100 x 30, with 17 rows of padding above and below.
    let rows = (0..<64).map { y in cut.samples[y * 64..<(y + 1) * 64].allSatisfy { $0 == 255 } }
    #expect(rows == (0..<64).map { (17..<47).contains($0) })
  }

  @Test("settings survive encoding; senseless ones are errors")
  func coding() throws {
    let decoded = try JSONDecoder().decode(Augmentation.self, from: JSONEncoder().encode(Augmentation.padded512))
    #expect(decoded == .padded512)
    for change: (inout Augmentation) -> Void in [
      { $0.size = 0 }, { $0.scale = 0...1 }, { $0.flip = 2 }, { $0.ratio = 0...1 }, { $0.maskEdge.blur = 0...1 },
      { $0.compression.quality = 0...5 }, { $0.longestSide = 0 },
    ] {
      var augmentation = Augmentation()
      change(&augmentation)
      #expect(throws: DataError.self) { try augmentation.validate() }
    }
  }

  @Test("roughened masks stay near the edge; without it they stay as they are")
  func maskEdges() {
    let mask = ellipse(width: 96, height: 96).bytes
    var distribution = MaskEdgeDistribution()
    var random = CounterRandom(5)
    #expect(distribution.roughened(mask, &random) == mask)
    distribution.probability = 1
    var changed = 0
    for key in 0..<20 {
      var random = CounterRandom(UInt64(key))
      let rough = distribution.roughened(mask, &random)
      if rough != mask { changed += 1 }
      #expect(rough.samples[48 * 96 + 48] == 255 && rough.samples[0] == 0)
    }
    #expect(changed == 20)
  }
}
