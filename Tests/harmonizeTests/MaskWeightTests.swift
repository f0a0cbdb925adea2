import HarmonizationPixels
import TestSupport
import Testing

@testable import HarmonizationImaging

/// Half a mask is half a change: of every pixel, through the whole command, at both depths.
@Suite("Grey masks", .needsEngines)
struct MaskWeightTests {
  init() throws { _ = try GeneratedWeights.path() }

  /// A network, and a method that needs none.
  private static let methods = [[], ["--method", "reinhard"]]

  private static func result(
    _ folder: TemporaryFolder, _ photo: String, _ mask: String, _ method: [String]
  ) throws -> AnyRaster {
    let result = try Tool.run(["photo", photo, mask, "-o", "x.png", "--overwrite"] + method, in: folder)
    #expect(result.code == 0 && result.errors == [], "\(result.errors)")
    return try folder.samples("x.png")
  }

  @Test("A change is as large as its mask", arguments: [64, 128, 199], methods)
  func weights(value: Int, method: [String]) throws {
    let folder = try TemporaryFolder.withPhoto()
    try folder.write(Encoder().bytes(of: Scene.deepPicture(), as: .png), to: "deep.png")
    // A hard 64 would be a label. A soft one is rounded at its edges, and what is measured there moves by hundredths of a level. So
    // does a network's answer, for which a grey mask is divided by its value. 8 bits do not show it.
    let isSoft = value == 64
    let mask = isSoft ? Scene.mask() : Scene.mask().map { $0 > 127 ? 255 : 0 }
    try folder.write(mask, to: "mask.png")
    try folder.write(mask.map { UInt8((Int($0) * value + 127) / 255) }, to: "grey.png")
    for photo in isSoft || method.isEmpty ? ["photo.png"] : ["photo.png", "deep.png"] {
      let before = try folder.samples(photo)
      let full = try Self.result(folder, photo, "mask.png", method)
      let grey = try Self.result(folder, photo, "grey.png", method)
      let (b, f, g) = (before.levels, full.levels, grey.levels)
      var (furthest, changed) = (0.0, 0.0)
      for pixel in mask.samples.indices {
        for index in 3 * pixel..<3 * pixel + 3 {
          if mask.samples[pixel] == 0 { #expect(g[index] == b[index]) }
          guard mask.samples[pixel] == 255 else { continue }
          let expected = b[index] + (f[index] - b[index]) * Double(value) / 255
          furthest = max(furthest, abs(g[index] - expected))
          changed = max(changed, abs(f[index] - b[index]))
        }
      }
      // Both results are rounded once, and the full change's rounding counts by its share.
      let step = photo == "deep.png" ? 255.0 / 65535 : 1
      #expect(furthest <= step * (0.5 + 0.5 * Double(value) / 255) + 1e-3, "\(photo): \(furthest)")
      #expect(changed > 5, "\(photo): \(changed)")
    }
  }
}

extension AnyRaster {
  /// The samples on the scale of 255.
  fileprivate var levels: [Double] {
    switch self {
    case .bytes(let raster): raster.samples.map { Double($0) }
    case .words(let raster): raster.samples.map { Double($0) * 255 / 65535 }
    case .floats(let raster): raster.samples.map { Double($0) * 255 }
    }
  }
}
