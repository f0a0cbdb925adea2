import HarmonizationPixels
import Testing

@testable import HarmonizationData

@Suite("Regions of like colours")
struct RegionMaskTests {
  /// A red disc on blue ground.
  private var photo: Raster<UInt8> {
    var photo = Raster<UInt8>(width: 64, height: 48, channels: 3, repeating: 0)
    for y in 0..<48 {
      for x in 0..<64 {
        let colour: [UInt8] = inDisc(x, y) ? [220, 40, 30] : [20, 60, 200]
        photo.samples.replaceSubrange(photo.offset(x: x, y: y)..<photo.offset(x: x, y: y) + 3, with: colour)
      }
    }
    return photo
  }

  private func inDisc(_ x: Int, _ y: Int, radius: Int = 12) -> Bool {
    (x - 30) * (x - 30) + (y - 24) * (y - 24) <= radius * radius
  }

  @Test("a region covers a sensible share and does not cross an edge of colours")
  func edges() throws {
    var found = 0
    for seed in 0..<40 {
      var random = CounterRandom(UInt64(seed))
      guard let mask = RegionMask.draw(from: photo, &random) else { continue }
      found += 1
      let inside = mask.samples.indices.filter { mask.samples[$0] > 0 }
      #expect((0.02...0.6).contains(Double(inside.count) / Double(mask.samples.count)))
      let red = inside.filter { inDisc($0 % 64, $0 / 64) }.count
      // Smoothing may take a pixel or two beyond the edge.
      #expect(min(red, inside.count - red) < inside.count / 5)
    }
    #expect(found >= 20)
  }

  @Test("regions depend on the random numbers alone and differ with them")
  func determinism() {
    func masks(_ seeds: Range<UInt64>) -> [[UInt8]?] {
      seeds.map { seed in
        var random = CounterRandom(seed)
        return RegionMask.draw(from: photo, &random)?.samples
      }
    }
    #expect(masks(0..<6) == masks(0..<6))
    #expect(Set(masks(0..<6).compactMap(\.self)).count > 1)
  }

  @Test("a photo of one colour and one without colours do not stop it")
  func degenerate() {
    var random = CounterRandom(1)
    let flat = Raster<UInt8>(width: 1, height: 1, channels: 3, repeating: 9)
    #expect(RegionMask.draw(from: flat, &random) == nil)
    #expect(RegionMask.draw(from: Raster<UInt8>(width: 8, height: 8, channels: 1, repeating: 9), &random) == nil)
  }
}
