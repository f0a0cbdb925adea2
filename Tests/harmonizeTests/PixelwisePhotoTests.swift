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
}
