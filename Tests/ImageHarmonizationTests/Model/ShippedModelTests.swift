import Foundation
import HarmonizationOpenVINO
import Testing

@testable import ImageHarmonization
@testable import HarmonizationImaging
import HarmonizationPixels

/// The weights that come with the tool, on the sample that comes with it: a scene rendered in one light, whose foreground was
/// rendered in another. Nothing was trained on it.
@Suite("The shipped model", .needsOpenVINO)
struct ShippedModelTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let weights = root.appendingPathComponent("Models/default.safetensors").path

  /// The shipped model in float32, so that every machine measures the same; automatic precision is bf16 on some.
  private static func harmonizer() throws -> Harmonizer {
    try Harmonizer(HarmonizationModel(contentsOf: weights), backend: .openVINO(InferenceOptions(precision: .f32)))
  }

  private static func sample(_ name: String) -> ImageSource {
    .file(root.appendingPathComponent("examples/small/\(name)").path)
  }

  /// What the harmonizer makes of a photo, as pixels.
  private static func result(_ harmonizer: Harmonizer, _ photo: Photo, mask: Mask) async throws -> Raster<UInt8> {
    let rendering = try await harmonizer.harmonize(photo, mask: mask)
    return try Decoder().raster(.bytes(Encoder().bytes(of: rendering, as: .png), name: "result"))
  }

  /// The mean squared error of the foreground, in levels, mask-weighted.
  private static func foregroundMSE(_ a: Raster<UInt8>, _ b: Raster<UInt8>, mask: Raster<UInt8>) -> Double {
    var (sum, area) = (0.0, 0.0)
    for (i, level) in mask.samples.enumerated() {
      let weight = Double(level) / 255
      for channel in 0..<3 {
        let difference = Double(a.samples[3 * i + channel]) - Double(b.samples[3 * i + channel])
        sum += weight * difference * difference
      }
      area += 3 * weight
    }
    return sum / area
  }

  /// The picture with the foreground's light multiplied, per channel and in linear light.
  private static func cast(_ picture: Raster<UInt8>, mask: Raster<UInt8>, gains: [Float]) -> Raster<UInt8> {
    let curve = ToneCurve.sRGB
    func changed(_ level: UInt8, _ gain: Float) -> Float {
      255 * curve.encoded(min(gain * curve.linear(Float(level) / 255), 1))
    }
    var result = picture
    for (i, level) in mask.samples.enumerated() where level > 0 {
      let share = Float(level) / 255
      for channel in 0..<3 {
        let own = picture.samples[3 * i + channel]
        result.samples[3 * i + channel] = UInt8(
          (share * changed(own, gains[channel]) + (1 - share) * Float(own)).rounded())
      }
    }
    return result
  }

  @Test("Takes back known changes of the sample's light, and hardly changes the true picture")
  func casts() async throws {
    let harmonizer = try Self.harmonizer()
    let mask = try Mask(Self.sample("mask.png"))
    let truth = try Decoder().raster(Self.sample("truth.jpg"))
    func error(gains: [Float]) async throws -> (before: Double, after: Double) {
      let composite = Self.cast(truth, mask: mask.raster, gains: gains)
      let photo = try Photo(.bytes(Encoder().bytes(of: composite, as: .png), name: "cast"))
      let result = try await Self.result(harmonizer, photo, mask: mask)
      return (
        Self.foregroundMSE(composite, truth, mask: mask.raster), Self.foregroundMSE(result, truth, mask: mask.raster)
      )
    }
    var (before, after) = (0.0, 0.0)
    for gains: [Float] in [[0.5, 0.5, 0.5], [1.8, 1.8, 1.8], [0.65, 1, 1.5], [1.5, 1, 0.65]] {
      let change = try await error(gains: gains)
      #expect(change.after < 0.9 * change.before, "\(gains): \(change)")
      (before, after) = (before + change.before, after + change.after)
    }
    #expect(after < 0.6 * before, "foreground MSE \(after) after, \(before) before, over all")
    let untouched = try await error(gains: [1, 1, 1])
    #expect(untouched.before == 0 && untouched.after < 50, "the true picture changed by \(untouched.after)")
  }

  @Test("Is small enough to ship and says what it is")
  func file() throws {
    let size = try FileManager.default.attributesOfItem(atPath: Self.weights)[.size] as? Int ?? .max
    #expect(size <= 20_000_000)
    #expect(try HarmonizationModel(contentsOf: Self.weights).configuration.name.isEmpty == false)
  }

  /// The sample is the hard case: its cast is one of 2.3 stops between red and blue, training's end at 2.
  @Test("Moves the sample's foreground towards the true picture and leaves the background alone")
  func sample() async throws {
    let photo = try Photo(Self.sample("composite.jpg"))
    let harmonizer = try Self.harmonizer()
    let mask = try Mask(Self.sample("mask.png"))
    let result = try await Self.result(harmonizer, photo, mask: mask)
    let decoder = Decoder()
    let (composite, truth) = (
      try decoder.raster(Self.sample("composite.jpg")), try decoder.raster(Self.sample("truth.jpg"))
    )
    #expect(result.samples.count == composite.samples.count)
    let before = Self.foregroundMSE(composite, truth, mask: mask.raster)
    let after = Self.foregroundMSE(result, truth, mask: mask.raster)
    #expect(after < 0.9 * before, "foreground MSE \(after) after, \(before) before")
    for (i, level) in mask.raster.samples.enumerated() where level == 0 {
      #expect(result.samples[3 * i..<3 * i + 3] == composite.samples[3 * i..<3 * i + 3])
    }
  }
}
