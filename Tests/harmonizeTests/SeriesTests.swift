import Foundation
import HarmonizationPixels
import TestSupport
import Testing

@testable import HarmonizationImaging
@testable import ImageHarmonization

@Suite("One background, many cut-outs", .needsEngines)
struct SeriesTests {
  init() throws { _ = try GeneratedWeights.path() }

  private static func cutout(_ red: UInt8) -> Raster<UInt8> {
    Raster(
      width: 20, height: 16, channels: 4,
      unchecked: (0..<320).flatMap { index -> [UInt8] in
        [red, 90, 60, (4..<16).contains(index % 20) && (3..<13).contains(index / 20) ? 255 : 0]
      })
  }

  @Test("Every cut-out at its place, as with photo")
  func series() throws {
    let folder = try TemporaryFolder()
    try folder.write(Scene.picture(), to: "back.png")
    for (name, red) in [("a.png", 200), ("b/c.png", 20)] as [(String, UInt8)] {
      try folder.write(Self.cutout(red), to: "cut/\(name)")
    }
    try folder.write("name,x,y,scale\nb/c.png, 50,40,1.5\n".utf8, to: "places.csv")
    let result = try Tool.run(
      ["batch", "cut", "--background", "back.png", "--at", "10,12", "--places", "places.csv", "-o", "out"], in: folder)
    #expect(result.code == 0, "\(result.text) \(result.errors)")
    for (name, at, scale) in [("a.png", "10,12", "1"), ("b/c.png", "50,40", "1.5")] {
      let single = try Tool.run(
        [
          "photo", "--foreground", "cut/\(name)", "--background", "back.png", "--at", at, "--scale", scale, "-o",
          "single.png",
          "--save-mask", "mask.png", "--overwrite",
        ], in: folder)
      #expect(single.code == 0, "\(single.errors)")
      #expect(try folder.bytes("out/\(name)") == folder.bytes("single.png"))
      let mask = try #require(try folder.bytes("mask.png"))
      #expect(mask.width == Scene.width && mask.samples.contains(255))
      #expect(changed(Scene.picture(), try folder.bytes("single.png"), mask: mask)?.background == 0)
    }
  }

  @Test("A comparison of the object at its own size")
  func comparison() throws {
    let folder = try TemporaryFolder.withPhoto()
    let result = try Tool.run(
      [
        "photo", "photo.png", "mask.png", "--method", "reinhard", "-o", "x.png", "--compare", "both.png",
        "--compare-object",
      ],
      in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let part = try Mask(.file(folder.file("mask.png"))).part(margin: 1.5)
    let both = try #require(try folder.bytes("both.png"))
    #expect(both.height == part.height && both.width == 2 * part.width + max(part.width / 64, 2))
    let photo = Scene.picture()
    let start = photo.offset(x: part.x, y: part.y)
    #expect(both.samples[0..<3] == photo.samples[start..<start + 3])
  }

  @Test(
    "Mistakes",
    arguments: [
      ("batch cut --places p.csv -o out", "--background"),
      ("batch cut --background back.png --places p.csv -o out", "name, x and y"),
      ("batch cut --background back.png --places nothing.csv -o out", "nothing.csv"),
    ])
  func mistakes(arguments: String, message: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(Scene.picture(), to: "back.png")
    try folder.write(Self.cutout(9), to: "cut/a.png")
    try folder.write("a,b\n".utf8, to: "p.csv")
    let result = try Tool.run(arguments.split(separator: " ").map(String.init), in: folder)
    #expect(result.code != 0 && result.errors.contains { $0.contains(message) }, "\(result.errors)")
  }
}
