import Foundation
import HarmonizationPixels

/// How far one prediction is from the true picture.
///
/// MSE, fMSE and PSNR are the measures of Sofiiuk et al. 2020 (section 4.1) as their published evaluation code computes
/// them, accumulated in double precision.
public struct ImageMetrics: Sendable, Equatable, Codable {
  /// Share of the mask values above 0.5, in 0...1.
  public var ratio: Double
  /// Mean squared error over all pixels and channels, on the 0-255 scale; of some protocols, the foreground's (``MeasuredPart``).
  public var mse: Double
  /// Squared error weighted by the soft mask: `sum(mask * difference^2) / (3 * sum(mask) + 1e-6)`; 0 for an empty mask.
  public var fmse: Double
  /// Absolute error weighted by the soft mask, in levels: `sum(mask * |difference|) / (3 * sum(mask) + 1e-6)`.
  ///
  /// With an untouched photo as the input and the target, this is how much a method changes what needs no change. NaN in metrics of other
  /// programs, which do not measure it.
  public var fmae: Double
  /// Peak signal-to-noise ratio in dB: `10 log10(peak^2 / (MSE + 1e-6))`.
  public var psnr: Double

  /// Metrics computed elsewhere.
  public init(ratio: Double, mse: Double, fmse: Double, fmae: Double, psnr: Double) {
    self.ratio = ratio
    self.mse = mse
    self.fmse = fmse
    self.fmae = fmae
    self.psnr = psnr
  }

  /// Compares `prediction` with `target`.
  ///
  /// - Parameters:
  ///   - prediction: RGB, [height, width, 3]; floating-point samples in 0...1.
  ///   - target: The true picture, of the same shape.
  ///   - mask: Foreground weights in 0...1, [height, width, 1].
  ///   - peak: What PSNR calls the peak.
  ///   - part: Whose errors are MSE and PSNR.
  /// - Throws: ``EvaluationError`` where shapes differ, a sample is not finite, or the target is black and is the peak.
  public init<P: PixelSample, T: PixelSample>(
    of prediction: Raster<P>, target: Raster<T>, mask: Raster<Float>, peak: PSNRPeak, part: MeasuredPart = .picture
  ) throws(EvaluationError) {
    try Self.check(prediction.shape, target.shape, mask: mask.shape)
    try prediction.validate(as: "the prediction")
    try target.validate(as: "the target")
    try mask.validate(as: "the mask")
    let sums = ErrorSums(of: prediction, target: target, mask: mask)
    guard sums.isFinite else { throw .notFinite(image: "the prediction, the target or the mask") }
    let pixels = Double(target.width) * Double(target.height)
    let channels = Double(target.channels)
    let weight = channels * sums.mask + Self.epsilon
    ratio = Double(sums.foreground) / pixels
    mse = (part == .picture ? sums.squared : sums.maskedSquared) / (pixels * channels)
    fmse = sums.maskedSquared / weight
    fmae = sums.maskedAbsolute / weight
    psnr = try Self.psnr(mse: mse, peak: peak, targetMaximum: sums.targetMaximum)
  }

  static let epsilon = 1e-6

  private static func check(_ prediction: ImageShape, _ target: ImageShape, mask: ImageShape) throws(EvaluationError) {
    guard target.channels == 3 else {
      throw .shapeMismatch(
        image: "the target", expected: .init(width: target.width, height: target.height, channels: 3), found: target)
    }
    guard prediction == target else {
      throw .shapeMismatch(image: "the prediction", expected: target, found: prediction)
    }
    let expected = ImageShape(width: target.width, height: target.height, channels: 1)
    guard mask == expected else { throw .shapeMismatch(image: "the mask", expected: expected, found: mask) }
  }

  private static func psnr(mse: Double, peak: PSNRPeak, targetMaximum: Double) throws(EvaluationError) -> Double {
    let level =
      switch peak {
      case .targetMaximum: targetMaximum
      case .fullScale: 255.0
      }
    guard level > 0 else { throw .blackTarget }
    return 10 * log10(level * level / (mse + epsilon))
  }
}

/// Mean absolute change of the foreground, in levels, when a method is given a photo that needs no change.
///
/// - Parameters:
///   - prediction: What the method made of `photo`, of its shape.
///   - photo: The untouched photo, RGB.
///   - mask: Foreground weights in 0...1 of an object in the photo.
/// - Throws: ``EvaluationError`` where shapes differ, a sample is not finite, or the mask has no foreground.
public func untouchedChange<P: PixelSample, T: PixelSample>(
  of prediction: Raster<P>, photo: Raster<T>, mask: Raster<Float>
) throws(EvaluationError) -> Double {
  guard mask.samples.contains(where: { $0 > 0 }) else { throw .emptyForeground }
  return try ImageMetrics(of: prediction, target: photo, mask: mask, peak: .fullScale).fmae
}
