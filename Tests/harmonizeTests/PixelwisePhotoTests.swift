import HarmonizationCheckpoints
import HarmonizationNetworks
import HarmonizationPixels
import TestSupport
import Testing

/// Photos with a network that predicts parameters for each pixel.
@Suite("harmonize photo with PCT-Net", .needsEngines)
struct PixelwisePhotoTests {
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder.withPhoto()
    let state = try TensorGenerator().state(for: Catalogue.graph("CNN_pct"))
    try Checkpoint.write(state, to: folder.file("pct.safetensors"))
    return folder
  }

  @Test("The network is recognized, its map is applied, and the background stays bit for bit")
  func photo() throws {
    let folder = try Self.folder()
    let runs: [(arguments: [String], output: String)] = [
      ([], "own.png"), (["--flip"], "flip.png"), (["--transfer", "bilateral-grid"], "grid.png"),
    ]
    for (arguments, output) in runs {
      let result = try Tool.run(
        ["photo", "photo.png", "mask.png", "-w", "pct.safetensors", "-o", output] + arguments, in: folder)
      #expect(result.code == 0, "\(result.errors)")
      let counts = changed(try folder.bytes("photo.png"), try folder.bytes(output), mask: Scene.mask())
      #expect(counts?.background == 0)
      #expect((counts?.foreground ?? 0) > 1000)
    }
    #expect(try folder.bytes("own.png")?.samples != folder.bytes("grid.png")?.samples)
  }

  @Test("--protocol reference writes the published blend at the photo's size, background and all")
  func published() throws {
    let folder = try Self.folder()
    let result = try Tool.run(
      ["photo", "photo.png", "mask.png", "-w", "pct.safetensors", "-o", "out.png", "--protocol", "reference"],
      in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let counts = changed(try folder.bytes("photo.png"), try folder.bytes("out.png"), mask: Scene.mask())
    #expect((counts?.background ?? 0) > 1000 && (counts?.foreground ?? 0) > 1000)
  }

  @Test("A table is fitted to it on request, which says how well, and is what the result is made with")
  func table() throws {
    let folder = try Self.folder()
    let made = try Tool.run(
      ["photo", "photo.png", "mask.png", "-w", "pct.safetensors", "-o", "out.png", "--cube", "look.cube"], in: folder)
    #expect(made.code == 0, "\(made.errors)")
    let note = try #require(made.errors.first { $0.contains("one table of colours") })
    #expect(note.contains("dB") && note.contains("--cube"))
    let applied = try Tool.run(["apply", "look.cube", "photo.png", "mask.png", "-o", "again.png"], in: folder)
    #expect(applied.code == 0, "\(applied.errors)")
    let (first, second) = (try folder.bytes("out.png"), try folder.bytes("again.png"))
    let difference = zip(first?.samples ?? [], second?.samples ?? []).map { abs(Int($0) - Int($1)) }.max()
    #expect(try #require(difference) <= 1)
    #expect((changed(try folder.bytes("photo.png"), first, mask: Scene.mask())?.foreground ?? 0) > 1000)
  }

  @Test("Networks with the same entries are not told apart silently")
  func twins() throws {
    let folder = try TemporaryFolder.withPhoto()
    let state = try TensorGenerator().state(for: Catalogue.graph("CNN_pct_mul"))
    try Checkpoint.write(state, to: folder.file("twin.safetensors"))
    let inspected = try Tool.run(["inspect", "twin.safetensors"], in: folder)
    #expect(inspected.text.contains("CNN_pct_identity, CNN_pct_mul, CNN_pct_add"))
    #expect(inspected.text.contains("cannot be told apart; none is assumed"))
    let unnamed = try Tool.run(["photo", "photo.png", "mask.png", "-w", "twin.safetensors"], in: folder)
    #expect(unnamed.code != 0 && unnamed.errors.last?.contains("--network") == true)
    let named = try Tool.run(
      ["photo", "photo.png", "mask.png", "-w", "twin.safetensors", "--network", "CNN_pct_mul"], in: folder)
    #expect(named.code == 0, "\(named.errors)")
  }
}
