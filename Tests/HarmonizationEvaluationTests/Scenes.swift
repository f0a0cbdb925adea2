import HarmonizationPixels

@testable import HarmonizationEvaluation

/// Small pictures with numbers that can be checked by hand.
enum Scene {
  /// A raster of one colour.
  static func plain(_ level: UInt8, width: Int = 2, height: Int = 2) -> Raster<UInt8> {
    Raster(width: width, height: height, channels: 3, repeating: level)
  }

  /// A mask whose first values are `values` and whose rest is 0.
  static func mask(_ values: [Float], width: Int = 2, height: Int = 2) -> Raster<Float> {
    var mask = Raster<Float>(width: width, height: height, channels: 1, repeating: 0)
    for (index, value) in values.enumerated() { mask.samples[index] = value }
    return mask
  }

  /// A test case whose composite is `offset` levels off in the foreground, a fraction `ratio` of 100 pixels.
  static func item(_ subset: String, _ name: String, offset: UInt8, ratio: Double) -> EvaluationItem {
    EvaluationItem(subset: subset, name: name) {
      let count = Int((100 * ratio).rounded())
      var composite = plain(100, width: 10, height: 10)
      for index in 0..<3 * count { composite.samples[index] = 100 + offset }
      return EvaluationImages(
        composite: composite, mask: mask(Array(repeating: 1, count: count), width: 10, height: 10),
        target: plain(100, width: 10, height: 10))
    }
  }

  /// A measured image with the given errors.
  static func image(
    _ subset: String, _ name: String, mse: Double, fmse: Double = 0, psnr: Double = 30, ratio: Double = 0.1,
    composite: Double? = nil
  ) -> ImageResult {
    ImageResult(
      subset: subset, name: name,
      metrics: .init(ratio: ratio, mse: mse, fmse: fmse, fmae: 0, psnr: psnr),
      composite: composite.map { .init(ratio: ratio, mse: $0, fmse: $0, fmae: 0, psnr: 20) }, seconds: 0.01)
  }
}
