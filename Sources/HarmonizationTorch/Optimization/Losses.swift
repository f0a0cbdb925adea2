import Foundation

/// What training makes small. Images are [batch, channels, height, width], masks [batch, 1, height, width].
public enum Loss {
  /// The mean squared error of each image, averaged over the batch.
  public static func meanSquaredError(_ prediction: Tensor, target: Tensor) throws(TorchError) -> Tensor {
    try differences(prediction, target).squared().mean()
  }

  /// Foreground-normalized MSE (Sofiiuk et al. 2020, Eq. 2), divided by the channels as the reference implementation does:
  /// the squared errors of the whole image over the foreground's area, or over `minimumArea` pixels where that is more;
  /// averaged over the batch.
  ///
  /// With an `exponent` q below 1 each picture's error e counts as e^q: its gradient is weighed by (e + 0.01)^(q - 1), where
  /// 0.01 is the square of some six levels. The value is then the weighted mean.
  ///
  /// Where `chroma` is given, the error of the channels' mean (lightness) follows `exponent`, and what is left of the error
  /// (chroma) is weighed and follows an exponent of its own. An exponent near 1 leads to the mean of what may be right, a
  /// small one to what is right most often.
  public static func foregroundNormalizedMSE(
    _ prediction: Tensor, target: Tensor, mask: Tensor, minimumArea: Double = 100, exponent: Double = 1,
    chroma: (weight: Double, exponent: Double)? = nil
  ) throws(TorchError) -> Tensor {
    let differences = try differences(prediction, target)
    let shape = prediction.shape
    let channels = Double(shape.count == 4 ? shape[1] : 1)
    let area = try mask.converted(to: differences.dataType).sum(over: [1, 2, 3]).atLeast(minimumArea)
    let all = try differences.squared().sum(over: [1, 2, 3]).divided(by: area.multiplied(by: channels))
    guard let chroma else { return try weighted(all, exponent: exponent) }
    let lightness = try differences.sum(over: [1]).squared().sum(over: [1, 2])
      .divided(by: area.multiplied(by: channels * channels))
    let rest = try weighted(all.subtracting(lightness), exponent: chroma.exponent)
    return try weighted(lightness, exponent: exponent).adding(rest.multiplied(by: chroma.weight))
  }

  /// How much maps vary from pixel to pixel: the mean length of Sobel's gradient, what PCT-Net (Guerreiro et al. 2023) keeps small of its
  /// parameters. Borders are repeated; the filter's positive half sums to 1/2, as in kornia's `sobel`.
  ///
  /// - Parameter maps: [batch, channels, height, width].
  public static func smoothness(_ maps: Tensor) throws(TorchError) -> Tensor {
    let type: Tensor.DataType = maps.dataType == .float64 ? .float64 : .float32
    let maps = try maps.converted(to: type)
    let (across, down) = (try slope(maps, axis: 3, blurring: 2), try slope(maps, axis: 2, blurring: 3))
    return try across.squared().adding(down.squared()).adding(1e-6).squareRoot().mean()
  }

  /// Sobel's filter along an axis.
  private static func slope(_ maps: Tensor, axis: Int, blurring blur: Int) throws(TorchError) -> Tensor {
    let (before, middle, after) = try neighbours(maps, axis: blur)
    let blurred = try before.adding(after).adding(middle.multiplied(by: 2))
    let (left, _, right) = try neighbours(blurred, axis: axis)
    return try right.subtracting(left).multiplied(by: 0.125)
  }

  /// The values before, at and after each place along an axis; the border's neighbour is the border.
  private static func neighbours(_ maps: Tensor, axis: Int) throws(TorchError) -> (Tensor, Tensor, Tensor) {
    let count = maps.shape[axis]
    let before = try Tensor.concatenated(
      [maps.slice(0..<1, axis: axis), maps.slice(0..<count - 1, axis: axis)], axis: axis)
    let after = try Tensor.concatenated(
      [maps.slice(1..<count, axis: axis), maps.slice(count - 1..<count, axis: axis)], axis: axis)
    return (before, maps, after)
  }

  /// The mean of each picture's error e, weighed by (e + 0.01)^(exponent - 1).
  private static func weighted(_ errors: Tensor, exponent: Double) throws(TorchError) -> Tensor {
    guard exponent != 1 else { return try errors.mean() }
    let weights = try errors.detached().floats().map { Float(pow(max(Double($0), 0) + 0.01, exponent - 1)) }
    let factors = try Tensor.from(weights, shape: [weights.count], device: errors.device)
    return try errors.multiplied(by: factors.converted(to: errors.dataType)).mean()
  }

  /// In float32 at least: the sum over an image is far beyond bfloat16's precision.
  private static func differences(_ prediction: Tensor, _ target: Tensor) throws(TorchError) -> Tensor {
    guard prediction.shape == target.shape else {
      let shapes = [prediction.shape, target.shape]
      throw .operation(name: "loss", shapes: shapes, reason: "prediction and target differ in shape")
    }
    let type: Tensor.DataType = prediction.dataType == .float64 ? .float64 : .float32
    return try prediction.converted(to: type).subtracting(target.converted(to: type))
  }
}
