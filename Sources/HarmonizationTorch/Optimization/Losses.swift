import Foundation

/// What training makes small. Images are [batch, channels, height, width], masks [batch, 1, height, width].
public enum Loss {
  /// The mean squared error of each image, averaged over the batch.
  public static func meanSquaredError(_ prediction: Tensor, target: Tensor) throws(TorchError) -> Tensor {
    try squaredErrors(prediction, target).mean()
  }

  /// Foreground-normalized MSE (Sofiiuk et al. 2020, Eq. 2), divided by the channels as the reference implementation does:
  /// the squared errors of the whole image over the foreground's area, or over `minimumArea` pixels where that is more;
  /// averaged over the batch.
  ///
  /// With an `exponent` q below 1 each picture's error e counts as e^q: its gradient is weighed by (e + 0.01)^(q - 1), where
  /// 0.01 is the square of some six levels. The value is then the weighted mean.
  public static func foregroundNormalizedMSE(
    _ prediction: Tensor, target: Tensor, mask: Tensor, minimumArea: Double = 100, exponent: Double = 1
  ) throws(TorchError) -> Tensor {
    let errors = try squaredErrors(prediction, target).sum(over: [1, 2, 3])
    let shape = prediction.shape
    let channels = shape.count == 4 ? shape[1] : 1
    let area = try mask.converted(to: errors.dataType).sum(over: [1, 2, 3]).atLeast(minimumArea)
    let normalized = try errors.divided(by: area.multiplied(by: Double(channels)))
    guard exponent != 1 else { return try normalized.mean() }
    let weights = try normalized.detached().floats().map { Float(pow(Double($0) + 0.01, exponent - 1)) }
    let factors = try Tensor.from(weights, shape: [weights.count], device: normalized.device)
    return try normalized.multiplied(by: factors.converted(to: normalized.dataType)).mean()
  }

  /// In float32 at least: the sum over an image is far beyond bfloat16's precision.
  private static func squaredErrors(_ prediction: Tensor, _ target: Tensor) throws(TorchError) -> Tensor {
    guard prediction.shape == target.shape else {
      let shapes = [prediction.shape, target.shape]
      throw .operation(name: "loss", shapes: shapes, reason: "prediction and target differ in shape")
    }
    let type: Tensor.DataType = prediction.dataType == .float64 ? .float64 : .float32
    return try prediction.converted(to: type).subtracting(target.converted(to: type)).squared()
  }
}
