import HarmonizationCheckpoints
import HarmonizationImaging
import HarmonizationNetworks
import HarmonizationPixels
import TestSupport
import Testing

@testable import ImageHarmonization

/// The published blend of networks that predict parameters.
@Suite("Published pictures of PCT-Net", .needsOpenVINO, .serialized)
struct ReferencePredictorTests {
  @Test("They are those of the published forward pass, also outside the mask", arguments: ["CNN_pct", "ViT_pct_add"])
  func published(name: String) async throws {
    let configuration = try #require(Catalogue.configuration(name))
    let model = try HarmonizationModel(configuration, weights: TensorGenerator().state(for: configuration.graph()))
    let session = try NetworkSession(model, backend: .openVINO(InferenceOptions(precision: .f32, cache: nil)))
    let photo = TestPicture.photo(width: 320, height: 200, channels: 3, contrast: 70)
    let mask = TestPicture.ellipse(width: 320, height: 200).units()
    let picture = try await ReferencePredictor(Predictor(session)).picture(of: photo, mask: mask)

    let normalization = ChannelNormalization(
      mean: model.normalization.mean, deviation: model.normalization.standardDeviation)
    let small = normalization.planes(of: try photo.resizedAsOpenCV(width: 256, height: 256).units())
    let soft = try mask.resized(width: 256, height: 256, filter: .linear)
    let outputs = try await session.outputs(image: small, mask: soft.samples)
    let pass = try FullResolutionPass(model, outputs, shape: [1, 3, 256, 256])
    let units = photo.units()
    let planes = try pass(normalization.planes(of: units), mask: mask.samples, shape: [1, 3, 200, 320])
    let expected = normalization.raster(of: planes, width: 320, height: 200)

    var (largest, background) = (Float(0), Float(0))
    for (index, value) in picture.samples.enumerated() {
      largest = max(largest, abs(value - expected.samples[index]))
      let change = abs(value - units.samples[index])
      if mask.samples[index / 3] == 0 { background = max(background, change) }
    }
    #expect(largest < 1e-5)
    #expect(name == "CNN_pct" ? background > 0.01 : background == 0)
  }

  @Test("A network without parameters has no such picture")
  func others() async throws {
    let session = try NetworkSession(
      GeneratedModel.load(), backend: .openVINO(InferenceOptions(precision: .f32, cache: nil)))
    let photo = TestPicture.photo(width: 32, height: 20, channels: 3, contrast: 70)
    let mask = TestPicture.ellipse(width: 32, height: 20).units()
    await #expect(throws: HarmonizationError.self) {
      try await ReferencePredictor(Predictor(session)).picture(of: photo, mask: mask)
    }
  }
}
