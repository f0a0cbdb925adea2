import Foundation
import TestSupport
import Testing

@Suite("Missing engines")
struct EngineTests {
  @Test("No libvips: one line with the remedy", .needsVips)
  func vips() throws {
    let folder = try TemporaryFolder.withPhoto()
    try folder.write(Scene.mask(), to: "photo_mask.png")
    for command in [["photo", "photo.png", "mask.png"], ["batch", ".", "-o", "out"]] {
      let result = try Tool.run(command, in: folder, environment: ["HARMONIZE_VIPS": folder.path])
      #expect(result.code != 0)
      #expect(result.errors.count == 1, "\(result.errors)")
      #expect(result.errors.first?.contains("libvips") == true && result.errors.first?.contains("make setup") == true)
      #expect(!folder.exists("photo_harmonized.png"))
    }
  }

  @Test("No OpenVINO: one line with the remedy", .needsVips)
  func openVINO() throws {
    _ = try GeneratedWeights.path()
    let folder = try TemporaryFolder.withPhoto()
    let result = try Tool.run(
      ["photo", "photo.png", "mask.png"], in: folder, environment: ["HARMONIZE_OPENVINO": folder.path])
    #expect(result.code != 0)
    #expect(result.errors.count == 1, "\(result.errors)")
    #expect(result.errors.first?.contains("OpenVINO") == true)
    #expect(folder.contents == ["mask.png", "photo.png"])
  }
}
