import Foundation
import Imaging
import OpenVINO
import Testing

@testable import ImageHarmonization

/// The weights that come with the tool, on the sample that comes with it: a scene rendered in one light, whose foreground was
/// rendered in another. Nothing was trained on it.
@Suite("The shipped model", .needsOpenVINO)
struct ShippedModelTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let weights = root.appendingPathComponent("Models/default.safetensors").path

  private static func sample(_ name: String) -> ImageSource {
    .file(root.appendingPathComponent("examples/small/\(name)").path)
  }

  /// The mean squared error of the foreground, in levels, mask-weighted.
  private static func foregroundMSE(_ a: Raster<UInt8>, _ b: Raster<UInt8>, mask: Raster<UInt8>) -> Double {
    var (sum, area) = (0.0, 0.0)
    for (i, level) in mask.samples.enumerated() {
      let weight = Double(level) / 255
      for band in 0..<3 {
        let difference = Double(a.samples[3 * i + band]) - Double(b.samples[3 * i + band])
        sum += weight * difference * difference
      }
      area += 3 * weight
    }
    return sum / area
  }

  @Test("Is small enough to ship and says what it is")
  func file() throws {
    let size = try FileManager.default.attributesOfItem(atPath: Self.weights)[.size] as? Int ?? .max
    #expect(size <= 20_000_000)
    #expect(try HarmonizationModel(contentsOf: Self.weights).configuration.name.isEmpty == false)
  }

  @Test("Moves the sample's foreground towards the true picture and leaves the background alone")
  func sample() async throws {
    let photo = try Photo(Self.sample("composite.jpg"))
    let harmonizer = try Harmonizer(HarmonizationModel(contentsOf: Self.weights))
    let mask = try Mask(Self.sample("mask.png"))
    let rendering = try await harmonizer.harmonize(photo, mask: mask)
    let decoder = Decoder()
    let result = try decoder.raster(.bytes(Encoder().bytes(of: rendering, as: .png), name: "result"))
    let (composite, truth) = (
      try decoder.raster(Self.sample("composite.jpg")), try decoder.raster(Self.sample("truth.jpg"))
    )
    #expect(result.samples.count == composite.samples.count)
    let before = Self.foregroundMSE(composite, truth, mask: mask.raster)
    let after = Self.foregroundMSE(result, truth, mask: mask.raster)
    #expect(after < 0.85 * before, "foreground MSE \(after) after, \(before) before")
    for (i, level) in mask.raster.samples.enumerated() where level == 0 {
      #expect(result.samples[3 * i..<3 * i + 3] == composite.samples[3 * i..<3 * i + 3])
    }
  }
}
