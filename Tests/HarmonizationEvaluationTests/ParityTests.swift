import Foundation
import HarmonizationData
import Testing

@testable import HarmonizationEvaluation

/// The composite as the prediction on two small data sets, against numbers computed in double precision elsewhere.
///
/// With libjpeg-turbo 2.1 and libvips 8.14 MSE is equal to the last bit and fMSE within 1e-9 (the mask's resize is in single
/// precision); the tolerance is there for decoders that round differently, and is a tenth of what parity asks for.
@Suite struct ParityTests {
  private let tolerance = 0.0005

  struct Expected: Decodable {
    let images: [Image]?
    let bins: [String: Means]

    struct Image: Decodable {
      let name: String
      let ratio, mse, fmse, psnr_max, psnr_255: Double
    }

    struct Means: Decodable {
      let n: Int
      let mse, fmse, psnr_max, psnr_255: Double?
    }
  }

  private let fixtures = Bundle.module.resourceURL?.appendingPathComponent("Fixtures")

  private func items() throws -> [EvaluationItem] {
    try IHarmony4Subset.folders(under: try #require(fixtures)).flatMap { folder in
      EvaluationItem.items(from: try IHarmony4Subset(folder: folder, split: .test))
    }
  }

  private func near(_ ours: Double?, _ theirs: Double?, relative: Double) -> Bool {
    guard let ours, let theirs else { return ours == nil && theirs == nil }
    return abs(ours - theirs) <= relative * theirs
  }

  @Test(arguments: [("fixed256", EvaluationSetting.reference256), ("native", .native255)])
  func compositeAsThePrediction(key: String, evaluation: EvaluationSetting) async throws {
    let data = try Data(contentsOf: try #require(fixtures).appendingPathComponent("expected.json"))
    let all = try JSONDecoder().decode([String: [String: Expected]].self, from: data)
    let expected = try #require(all[key])
    let result = try await Evaluator(evaluation).evaluate(try items(), with: .composite)
    #expect(result.failures.isEmpty)
    for (subset, numbers) in expected {
      let ours = try #require(result.summary(named: subset))
      for image in numbers.images ?? [] {
        let measured = try #require(result.images.first { $0.subset == subset && $0.name == image.name }).metrics
        let psnr = evaluation.peak == .fullScale ? image.psnr_255 : image.psnr_max
        #expect(near(measured.mse, image.mse, relative: tolerance), "\(image.name): \(measured.mse) \(image.mse)")
        #expect(near(measured.fmse, image.fmse, relative: tolerance), "\(image.name): \(measured.fmse) \(image.fmse)")
        #expect(abs(measured.psnr - psnr) < 0.002, "\(image.name): \(measured.psnr) \(psnr)")
        #expect(measured.ratio == image.ratio)
      }
      for (bin, means) in ours.bins {
        let theirs = try #require(numbers.bins[bin.label])
        let psnr = evaluation.peak == .fullScale ? theirs.psnr_255 : theirs.psnr_max
        #expect(means.n == theirs.n)
        #expect(near(means.mse, theirs.mse, relative: tolerance))
        #expect(near(means.fmse, theirs.fmse, relative: tolerance))
        #expect(near(means.psnr, psnr, relative: 0.002 / 30))
      }
    }
  }
}
