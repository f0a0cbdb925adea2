import HarmonizationPixels

extension Prediction {
  /// The samples in 0...1, as they are or, if 8-bit, divided by 255.
  var unitRaster: Raster<Float> {
    switch self {
    case .unit(let raster): raster
    case .levels(let raster): raster.units()
    }
  }

  /// The samples as a file would hold them: clamped and rounded to 8 bits; what is not a number becomes 0.
  var levelRaster: Raster<UInt8> {
    switch self {
    case .levels(let raster): raster
    case .unit(let raster): raster.map { UInt8(max(0, min(255, ($0 * 255).rounded()))) }
    }
  }

  /// The prediction against its target, clamped as a file would be but not rounded.
  func metrics(
    target: Raster<UInt8>, mask: Raster<Float>, evaluation: EvaluationSetting
  ) throws(EvaluationError) -> ImageMetrics {
    switch self {
    case .levels(let raster):
      return try ImageMetrics(of: raster, target: target, mask: mask, peak: evaluation.peak, part: evaluation.part)
    case .unit(let raster):
      guard raster.samples.allSatisfy(\.isFinite) else { throw .notFinite(image: "the prediction") }
      let clamped = raster.map { max(0, min(1, $0)) }
      return try ImageMetrics(of: clamped, target: target, mask: mask, peak: evaluation.peak, part: evaluation.part)
    }
  }
}

extension Raster {
  /// Size and channels, for comparison and messages.
  var shape: ImageShape { ImageShape(width: width, height: height, channels: channels) }

  /// Throws where the samples, which anyone may replace, are no longer as many as the shape says.
  func validate(as image: String) throws(EvaluationError) {
    let expected = width * height * channels
    guard samples.count == expected else {
      throw .wrongSampleCount(image: image, expected: expected, found: samples.count)
    }
  }
}
