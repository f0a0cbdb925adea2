import ImageHarmonization
import Testing

// Nothing but the one module is imported here: that is what is tested.

@Suite("The library with one import", .enabled(if: (try? ImagingLibrary.version()) != nil, "libvips is not installed"))
struct LibrarySampleTests {
  @Test("A photo and a mask from bytes; an engine of the caller's own in place of OpenVINO")
  func sample() async throws {
    let model = try GeneratedModel.load()
    let harmonizer = try Harmonizer(model, backend: InferenceBackend { _, shape in Inverting(shape: shape) })
    let picture = Raster<UInt8>(width: 64, height: 48, channels: 3, repeating: 60)
    var cover = Raster<UInt8>(width: 64, height: 48, channels: 1, repeating: 0)
    for index in 0..<64 * 24 { cover.samples[index] = 255 }
    let photo = try Photo(.bytes(Encoder().bytes(of: picture, as: .png), name: "photo"))
    let mask = try Mask(.bytes(Encoder().bytes(of: cover, as: .png), name: "mask"))
    let result = try await harmonizer.harmonize(photo, mask: mask).raster()
    // The engine turns the normalized picture's sign: 60 of 255 becomes 2 * mean - 60 / 255 in each channel.
    for (channel, mean) in [0.485, 0.456, 0.406].enumerated() {
      #expect(abs(Double(result.samples[channel]) - (2 * mean * 255 - 60)) <= 1)
    }
    #expect(result.samples.suffix(64 * 24 * 3).allSatisfy { $0 == 60 })
  }

  @Test("With flips an engine gets the picture and its mirror image in one batch")
  func batchOfTwo() async throws {
    let harmonizer = try Harmonizer(
      GeneratedModel.load(), backend: InferenceBackend { _, shape in Inverting(shape: shape) }, flips: true)
    #expect(harmonizer.predictor.session.shape.batch == 2)
  }
}

/// An engine that gives the negative of what it gets.
private struct Inverting: InferenceEngine {
  let shape: InputShape

  func run(image: [Float], mask: [Float]) async throws -> [String: [Float]] { ["images": image.map { -$0 }] }
}
