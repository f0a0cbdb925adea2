import TestSupport
import Testing

@testable import HarmonizationImaging

@Suite("harmonize transfer", .needsVips)
struct TransferTests {
  @Test("Another tool's small picture reaches the native pixels")
  func transfer() throws {
    let folder = try TemporaryFolder()
    let (photo, mask) = (Scene.picture(600, 400), Scene.mask(600, 400))
    try folder.write(photo, to: "photo.png")
    try folder.write(mask, to: "mask.png")
    // The tool made everything 20 levels brighter, also where it should not have.
    var small = try photo.resized(width: 150, height: 100)
    for index in small.samples.indices { small.samples[index] += 20 }
    try folder.write(small, to: "small.png")
    let result = try Tool.run(
      [
        "transfer", "--composite", "photo.png", "--mask", "mask.png", "--harmonized", "small.png", "-o", "result.png",
      ], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let harmonized = try #require(try folder.bytes("result.png"))
    #expect(changed(photo, harmonized, mask: mask)?.background == 0)
    let inside = mask.samples.indices.filter { mask.samples[$0] == 255 }
    let mean = inside.reduce(0) { $0 + Int(harmonized.samples[3 * $1]) - Int(photo.samples[3 * $1]) }
    #expect(abs(Double(mean) / Double(inside.count) - 20) < 1)
  }
}
