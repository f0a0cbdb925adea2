import Foundation
import HarmonizationPixels
import Testing

@testable import HarmonizationEvaluation

@Suite struct ImageMetricsTests {
  /// Four pixels; one is off by 10 in all channels, one by 20 in one channel.
  private func example() -> (prediction: Raster<UInt8>, target: Raster<UInt8>) {
    var prediction = Scene.plain(100)
    for channel in 0..<3 { prediction.samples[channel] = 110 }
    prediction.samples[3] = 80
    return (prediction, Scene.plain(100))
  }

  @Test func handComputed() throws {
    let (prediction, target) = example()
    let mask = Scene.mask([1, 0.5])
    let metrics = try ImageMetrics(of: prediction, target: target, mask: mask, peak: .targetMaximum)
    #expect(metrics.mse == 700.0 / 12)
    #expect(metrics.fmse == (300 + 0.5 * 400) / (3 * 1.5 + 1e-6))
    #expect(metrics.fmae == (30 + 0.5 * 20) / (3 * 1.5 + 1e-6))
    #expect(metrics.psnr == 10 * log10(10000 / (700.0 / 12 + 1e-6)))
    #expect(metrics.ratio == 0.25, "a mask value of one half is not foreground")
  }

  @Test func peaks() throws {
    let (prediction, target) = example()
    let mask = Scene.mask([1])
    let ours = try ImageMetrics(of: prediction, target: target, mask: mask, peak: .targetMaximum)
    let others = try ImageMetrics(of: prediction, target: target, mask: mask, peak: .fullScale)
    #expect(abs(others.psnr - ours.psnr - 20 * log10(2.55)) < 1e-12)
  }

  @Test func perfectPredictionIsBoundedByEpsilon() throws {
    let photo = Scene.plain(200)
    let metrics = try ImageMetrics(of: photo, target: photo, mask: Scene.mask([1]), peak: .fullScale)
    #expect(metrics.mse == 0 && metrics.fmse == 0)
    #expect(abs(metrics.psnr - (20 * log10(255) + 60)) < 1e-9)
  }

  @Test func sampleTypesAgree() throws {
    let (prediction, target) = example()
    let mask = Scene.mask([1, 0.3])
    let bytes = try ImageMetrics(of: prediction, target: target, mask: mask, peak: .fullScale)
    let words = try ImageMetrics(
      of: prediction.map { UInt16($0) * 257 }, target: target, mask: mask, peak: .fullScale)
    let floats = try ImageMetrics(
      of: prediction.map { Float($0) / 255 }, target: target, mask: mask, peak: .fullScale)
    #expect(words == bytes)
    #expect(abs(floats.mse - bytes.mse) < 1e-3 * bytes.mse)
  }

  @Test func emptyMaskHasNoForegroundError() throws {
    let (prediction, target) = example()
    let metrics = try ImageMetrics(of: prediction, target: target, mask: Scene.mask([]), peak: .fullScale)
    #expect(metrics.fmse == 0 && metrics.ratio == 0)
    #expect(throws: EvaluationError.emptyForeground) {
      try untouchedChange(of: prediction, photo: target, mask: Scene.mask([]))
    }
  }

  @Test func untouchedChangeIsTheMeanAbsoluteForegroundDifference() throws {
    let (prediction, target) = example()
    let change = try untouchedChange(of: prediction, photo: target, mask: Scene.mask([1, 1]))
    #expect(abs(change - 50.0 / 6) < 1e-5)
  }

  @Test func refusesWhatCannotBeCompared() throws {
    let photo = Scene.plain(0)
    let mask = Scene.mask([1])
    #expect(throws: EvaluationError.blackTarget) {
      try ImageMetrics(of: photo, target: photo, mask: mask, peak: .targetMaximum)
    }
    #expect(
      throws: EvaluationError.shapeMismatch(
        image: "the prediction", expected: .init(width: 2, height: 2, channels: 3),
        found: .init(width: 3, height: 2, channels: 3))
    ) {
      try ImageMetrics(of: Scene.plain(0, width: 3), target: photo, mask: mask, peak: .fullScale)
    }
    let grey = Raster<UInt8>(width: 2, height: 2, channels: 1, repeating: 0)
    #expect(throws: EvaluationError.self) { try ImageMetrics(of: grey, target: grey, mask: mask, peak: .fullScale) }
    var short = photo
    short.samples.removeLast()
    #expect(throws: EvaluationError.wrongSampleCount(image: "the prediction", expected: 12, found: 11)) {
      try ImageMetrics(of: short, target: photo, mask: mask, peak: .fullScale)
    }
    var damaged = photo.map { Float($0) }
    damaged.samples[5] = .nan
    #expect(throws: EvaluationError.self) {
      try ImageMetrics(of: damaged, target: photo, mask: mask, peak: .fullScale)
    }
  }
}
