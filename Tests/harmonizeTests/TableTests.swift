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
    #expect(try folder.bytes("look_mask.png")?.samples == Scene.mask().samples)
    for table in ["look.cube", "hald.png"] {
      _ = try Self.succeed(["apply", table, "photo.png", "look_mask.png", "-o", "\(table).png"], in: folder)
      #expect(Self.worst(try folder.bytes("own.png"), try folder.bytes("\(table).png")) <= 1)
    }
    let counts = changed(try folder.bytes("photo.png"), try folder.bytes("look.cube.png"), mask: Scene.mask())
    #expect(counts?.background == 0 && (counts?.foreground ?? 0) > 500)
  }

  @Test("Colour statistics are a table, too; a change of places is not")
  func others() throws {
    let folder = try TemporaryFolder.withPhoto()
    let photo = ["photo", "photo.png", "mask.png", "-o", "own.png"]
    _ = try Self.succeed(photo + ["--method", "monge-kantorovich", "--cube", "look.cube"], in: folder)
    _ = try Self.succeed(["apply", "look.cube", "photo.png", "mask.png", "-o", "again.png"], in: folder)
    #expect(Self.worst(try folder.bytes("own.png"), try folder.bytes("again.png")) <= 1)
    let refused = try Tool.run(photo + ["--overwrite", "--cube", "b.cube", "--transfer", "bilateral-grid"], in: folder)
    #expect(refused.code != 0 && refused.errors.contains { $0.contains("--transfer lut") })
  }

  @Test("Strength up to 2, and parts of the change")
  func adjustments() throws {
    let folder = try TemporaryFolder.withPhoto()
    try folder.write(
      "look.cube",
      "LUT_3D_SIZE 2\n"
        + (0..<8).map { "\(0.8 * Double($0 & 1)) \(0.8 * Double($0 >> 1 & 1)) \(0.8 * Double($0 >> 2))\n" }.joined())
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
    // Darkening alone has nearly no colour.
    #expect(Self.worst(photo, try folder.bytes("colour.png")) < 12)
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
