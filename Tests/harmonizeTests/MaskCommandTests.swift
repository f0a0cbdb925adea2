import TestSupport
import Testing

@testable import HarmonizationImaging
import HarmonizationPixels

@Suite("harmonize mask", .needsVips)
struct MaskCommandTests {
  private let folder: TemporaryFolder
  private let truth = TestPicture.objectMask(width: 240, height: 180)

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(TestPicture.object(width: 240, height: 180), to: "photo.png")
  }

  @Test("A box becomes a grey mask beside the photo, of its size")
  func box() throws {
    let result = try Tool.run(["mask", "photo.png", "--box", "40,20,160,140"], in: folder)
    #expect(result.code == 0 && result.text == "photo_mask.png\n", "\(result.errors)")
    let mask = try #require(try folder.bytes("photo_mask.png"))
    #expect(mask.channels == 1 && TestPicture.overlap(mask, truth) > 0.97)
    let again = try Tool.run(["mask", "photo.png", "--box", "40,20,160,140"], in: folder)
    #expect(again.code == 1 && again.errors.first?.contains("--overwrite") == true)
    let stream = try Tool.run(["mask", "-", "--box", "40,20,160,140"], in: folder, input: folder.data("photo.png"))
    let bytes = try folder.data("photo_mask.png")
    #expect(stream.code == 0 && stream.output == bytes)
  }

  @Test("A turned photo and one with 16 bits and another profile have the same object")
  func kinds() throws {
    let deep = TestPicture.deep(TestPicture.object(width: 240, height: 180))
    try folder.write(Encoder().bytes(of: deep, as: .tiff), to: "deep.tif")
    let result = try Tool.run(["mask", "deep.tif", "--box", "40,20,160,140", "-o", "deep.png"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    #expect(TestPicture.overlap(try #require(try folder.bytes("deep.png")), truth) > 0.97)
  }

  @Test("A cut-out's transparency, and a label map made plain")
  func alphaAndClean() throws {
    var cutout = Scene.picture(40, 30, channels: 4)
    var labels = Raster<UInt8>(width: 40, height: 30, channels: 1, repeating: 0)
    for pixel in 0..<1200 {
      cutout.samples[4 * pixel + 3] = pixel % 40 < 15 ? 0 : 255
      labels.samples[pixel] = pixel % 40 < 15 ? 0 : 3
    }
    try folder.write(cutout, to: "cutout.png")
    try folder.write(labels, to: "labels.png")
    let expected = labels.map { $0 == 0 ? UInt8(0) : 255 }
    let alpha = try Tool.run(["mask", "cutout.png", "--from-alpha", "-o", "a.png"], in: folder)
    #expect(alpha.code == 0, "\(alpha.errors)")
    #expect(try folder.bytes("a.png") == expected)
    let clean = try Tool.run(["mask", "--clean", "labels.png"], in: folder)
    #expect(clean.text == "labels_clean.png\n" && clean.errors.first?.contains("labels") == true)
    #expect(try folder.bytes("labels_clean.png") == expected)
  }

  @Test(
    "Mistakes are one line with the remedy, and leave nothing",
    arguments: [
      ("mask photo.png", "--box"), ("mask photo.png --box 1,2,3", "--box"),
      ("mask photo.png --box 200,20,160,140", "240x180"),
      ("mask photo.png --box 0,0,240,180", "closer to the object"),
      ("mask photo.png --box 40,20,160,140 --clean", "one of them"),
      ("mask photo.png --box 40,20,160,140 -o mask.jpg", ".png"), ("mask photo.png --from-alpha", "alpha"),
      ("mask photo.png --strokes photo.png", "stroke"), ("mask photo.png --strokes nothing.png", "nothing.png"),
      ("mask nothing.png --box 1,1,20,20", "no such file"),
      ("mask photo.png --box 40,20,160,140 -o no/mask.png", "folder"),
      ("mask - --box 40,20,160,140 --strokes -", "'-'"),
    ])
  func mistake(_ line: String, _ words: String) throws {
    let before = folder.contents
    let result = try Tool.run(line.split(separator: " ").map(String.init), in: folder)
    #expect(result.code != 0 && result.errors.count == 1, "\(result.errors)")
    #expect(result.errors.first?.contains(words) == true, "\(result.errors)")
    #expect(folder.contents == before)
  }
}
