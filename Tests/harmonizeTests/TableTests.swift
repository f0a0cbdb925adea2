import Foundation
import HarmonizationPixels
import TestSupport
import Testing

@testable import HarmonizationImaging

@Suite("harmonize apply, and tables of photo", .needsEngines)
struct TableTests {
  init() throws { _ = try GeneratedWeights.path() }

  private static func succeed(_ arguments: [String], in folder: TemporaryFolder) throws -> Tool.Result {
    let result = try Tool.run(arguments, in: folder)
    #expect(result.code == 0, "\(result.errors)")
    return result
  }

  /// The largest difference in levels.
  private static func worst(_ a: Raster<UInt8>?, _ b: Raster<UInt8>?) -> Int {
    guard let a, let b, a.samples.count == b.samples.count else { return .max }
    return zip(a.samples, b.samples).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
  }

  @Test("What a table makes of the photo is what the photo became, from .cube and from the Hald picture")
  func roundTrip() throws {
    let folder = try TemporaryFolder.withPhoto()
    let made = try Self.succeed(
      ["photo", "photo.png", "mask.png", "-o", "own.png", "--cube", "look.cube", "--hald", "hald.png"], in: folder)
    // The generated network is no function of colour: the tool says how well a table fits.
    #expect(made.errors.contains { $0.contains(" dB") })
    #expect(folder.exists("look_mask.png") && folder.exists("hald_mask.png"))
    let written = try #require(try folder.bytes("look_mask.png"))
    #expect(Self.worst(written, Scene.mask()) < 9)
    _ = try Self.succeed(["apply", "look.cube", "photo.png", "look_mask.png", "-o", "look.cube.png"], in: folder)
    #expect(Self.worst(try folder.bytes("own.png"), try folder.bytes("look.cube.png")) <= 1)
    let counts = changed(try folder.bytes("photo.png"), try folder.bytes("look.cube.png"), mask: Scene.mask())
    #expect(counts?.background == 0 && (counts?.foreground ?? 0) > 500)
  }

  @Test("Colour statistics are a table, too; a change of places is not")
  func others() throws {
    let folder = try TemporaryFolder.withPhoto()
    let photo = ["photo", "photo.png", "mask.png", "-o", "own.png"]
    _ = try Self.succeed(
      photo + ["--method", "monge-kantorovich", "--cube", "look.cube", "--hald", "hald.png"], in: folder)
    for table in ["look.cube", "hald.png"] {
      _ = try Self.succeed(["apply", table, "photo.png", "mask.png", "-o", "\(table).png"], in: folder)
      #expect(Self.worst(try folder.bytes("own.png"), try folder.bytes("\(table).png")) <= 1)
    }
    let refused = try Tool.run(photo + ["--overwrite", "--cube", "b.cube", "--transfer", "bilateral-grid"], in: folder)
    #expect(refused.code != 0 && refused.errors.contains { $0.contains("--transfer lut") })
  }

  @Test("Strength up to 2, and parts of the change")
  func adjustments() throws {
    let folder = try TemporaryFolder.withPhoto()
    let lines = (0..<8).map { corner in
      let colour = [corner & 1, corner >> 1 & 1, corner >> 2].map { "\(0.8 * Double($0))" }
      return colour.joined(separator: " ")
    }
    try folder.write("look.cube", "LUT_3D_SIZE 2\n" + lines.joined(separator: "\n"))
    let apply = ["apply", "look.cube", "photo.png", "mask.png"]
    for (name, options) in [("1", []), ("2", ["--strength", "2"]), ("colour", ["--only", "colour"])] {
      _ = try Self.succeed(apply + ["-o", "\(name).png"] + options, in: folder)
    }
    let (mask, photo) = (Scene.mask(), try #require(try folder.bytes("photo.png")))
    let (once, twice) = (try #require(try folder.bytes("1.png")), try #require(try folder.bytes("2.png")))
    for pixel in mask.samples.indices where mask.samples[pixel] == 255 {
      let (before, one, two) = (
        Int(photo.samples[3 * pixel]), Int(once.samples[3 * pixel]), Int(twice.samples[3 * pixel])
      )
      #expect(abs(one - before * 8 / 10) <= 1 && abs(two - before * 6 / 10) <= 1)
    }
    let tinted = try #require(try folder.bytes("colour.png"))
    func lightness(_ picture: Raster<UInt8>, _ pixel: Int) -> Double {
      OKLab.lab(of: SIMD3<Double>((0..<3).map { Double(picture.samples[3 * pixel + $0]) / 255 })).x
    }
    // A level of rounding is up to 0.02 in the darkest colours.
    for pixel in mask.samples.indices where lightness(photo, pixel) > 0.3 {
      #expect(abs(lightness(photo, pixel) - lightness(tinted, pixel)) < 0.006)
    }
    #expect(try Tool.run(apply + ["-o", "x.png", "--strength", "2.1"], in: folder).code != 0)
  }

  @Test("--explain and --json say what was done")
  func words() throws {
    let folder = try TemporaryFolder.withPhoto()
    let result = try Self.succeed(
      ["photo", "photo.png", "mask.png", "-o", "own.png", "--explain", "--json", "report.json"], in: folder)
    for word in [
      "exposure", "temperature", "tint", "contrast", "black point", "white point", "saturation", "unexplained",
    ] {
      #expect(result.errors.contains { $0.hasPrefix(word) })
    }
    let report = try #require(
      try JSONSerialization.jsonObject(with: folder.data("report.json")) as? [String: Any])
    let words = try #require(report["explanation"] as? [String: Any])
    #expect(words["exposure"] is Double && report["photo"] as? String == "photo.png")
  }

  @Test("Layers: OpenRaster's entries are stored, in order, and seen together they are the result")
  func openRaster() throws {
    let folder = try TemporaryFolder.withPhoto()
    let photo = ["photo", "photo.png", "mask.png", "--method", "monge-kantorovich"]
    _ = try Self.succeed(photo + ["-o", "own.png"], in: folder)
    _ = try Self.succeed(photo + ["-o", "own.ora"], in: folder)
    let entries = Self.storedEntries([UInt8](try folder.data("own.ora")))
    #expect(
      entries.map(\.name) == [
        "mimetype", "stack.xml", "data/harmonized.png", "data/original.png", "data/background.png", "mergedimage.png",
        "Thumbnails/thumbnail.png",
      ])
    #expect(entries.first?.bytes == Array("image/openraster".utf8))
    for entry in entries where entry.name.hasSuffix(".png") {
      try folder.write(entry.bytes, to: entry.name.split(separator: "/").last.map(String.init) ?? "")
    }
    #expect(try folder.bytes("mergedimage.png") == folder.bytes("own.png"))
    #expect(try folder.bytes("background.png") == folder.bytes("photo.png"))
    let (top, below) = (
      try #require(try folder.bytes("harmonized.png")), try #require(try folder.bytes("background.png"))
    )
    var flat = below
    for pixel in 0..<below.width * below.height {
      let alpha = Double(top.samples[4 * pixel + 3]) / 255
      for channel in 0..<3 {
        let (under, over) = (Double(below.samples[3 * pixel + channel]), Double(top.samples[4 * pixel + channel]))
        flat.samples[3 * pixel + channel] = UInt8((under + alpha * (over - under)).rounded())
      }
    }
    #expect(Self.worst(flat, try folder.bytes("own.png")) <= 1)
  }

  /// Names and bytes of a zip archive without compression, from its local headers.
  private static func storedEntries(_ archive: [UInt8]) -> [(name: String, bytes: [UInt8])] {
    func number(_ at: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(archive[at + $1]) << (8 * $1) } }
    var (at, entries): (Int, [(name: String, bytes: [UInt8])]) = (0, [])
    while at + 30 < archive.count, number(at, 4) == 0x0403_4B50, number(at + 8, 2) == 0 {
      let (size, length) = (number(at + 18, 4), number(at + 26, 2))
      let start = at + 30 + length + number(at + 28, 2)
      entries.append(
        (String(decoding: archive[at + 30..<at + 30 + length], as: UTF8.self), Array(archive[start..<start + size])))
      at = start + size
    }
    return entries
  }

  @Test("A design of layers needs no mask, and gives what photo and mask give")
  func design() throws {
    let folder = try TemporaryFolder.withPhoto()
    let method = ["--method", "monge-kantorovich"]
    _ = try Self.succeed(["photo", "photo.png", "mask.png", "-o", "own.ora"] + method, in: folder)
    // The original foreground is hidden there, and the harmonized one lies on the photo: harmonizing it again starts from the result.
    let again = try Self.succeed(["photo", "own.ora"] + method, in: folder)
    #expect(again.text == "own_harmonized.png\n")
    _ = try Self.succeed(["photo", "photo.png", "mask.png", "-o", "own.png"] + method, in: folder)
    _ = try Self.succeed(["photo", "own.png", "mask.png", "-o", "twice.png"] + method, in: folder)
    #expect(Self.worst(try folder.bytes("twice.png"), try folder.bytes("own_harmonized.png")) <= 3)
    let refused = try Tool.run(["photo", "own.ora", "--layer", "Nobody", "-o", "x.png"] + method, in: folder)
    #expect(refused.code != 0 && refused.errors.contains { $0.contains("'Harmonized', 'Background'") })
    let masked = try Tool.run(["photo", "own.ora", "mask.png", "-o", "x.png"] + method, in: folder)
    #expect(masked.code != 0 && !folder.exists("x.png"))
  }

  @Test("Layers of 16 bit stay 16 bit, and Photoshop's file says so")
  func deepLayers() throws {
    let folder = try TemporaryFolder.withPhoto()
    try folder.write(Encoder().bytes(of: Scene.deepPicture(), as: .png), to: "deep.png")
    let photo = ["photo", "deep.png", "mask.png", "--method", "reinhard"]
    for name in ["own.ora", "own.psd"] { _ = try Self.succeed(photo + ["-o", name], in: folder) }
    for entry in Self.storedEntries([UInt8](try folder.data("own.ora"))) where entry.name.hasPrefix("data/") {
      #expect(try Decoder().info(.bytes(entry.bytes, name: entry.name)).depth == 16)
    }
    let bytes = [UInt8](try folder.data("own.psd"))
    #expect(Array(bytes.prefix(6)) == [0x38, 0x42, 0x50, 0x53, 0, 1])
    // Three channels, height, width, depth, RGB.
    #expect(Array(bytes[12..<26]) == [0, 3, 0, 0, 0, 72, 0, 0, 0, 96, 0, 16, 0, 3])
    let refused = try Tool.run(photo + ["-o", "own.psd"], in: folder)
    #expect(refused.code != 0 && refused.errors.contains { $0.contains("--overwrite") })
  }

  @Test("A table that is broken is refused with its line, and nothing is written")
  func broken() throws {
    let folder = try TemporaryFolder.withPhoto()
    try folder.write("look.cube", "LUT_3D_SIZE 2\n0 0 zero\n")
    let result = try Tool.run(["apply", "look.cube", "photo.png", "mask.png", "-o", "out.png"], in: folder)
    #expect(result.code != 0 && !folder.exists("out.png"))
    #expect(result.errors == ["Error: look.cube, line 2: 'zero' is not a number that a colour can have"])
    let name = try Tool.run(["photo", "photo.png", "mask.png", "-o", "out.png", "--cube", "look.txt"], in: folder)
    #expect(name.code != 0 && !folder.exists("out.png"))
  }
}
