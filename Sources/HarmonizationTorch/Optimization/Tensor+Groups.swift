import CHarmonizationTorch

extension Tensor {
  /// L2 norm of each tensor's gradient; nil if there is none.
  public static func gradientNorms(_ tensors: [Tensor]) throws(TorchError) -> [Double?] {
    let api = try TorchLibrary.api()
    var norms = [Double](repeating: 0, count: tensors.count)
    let message = try withHandles(tensors) { handles throws(TorchError) in
      api.gradient_norms(handles, Int64(tensors.count), &norms)
    }
    try TorchLibrary.check(message, "gradient norms")
    return norms.map { $0 < 0 ? nil : $0 }
  }

  /// Scales all gradients down together where their common L2 norm exceeds `maximum`; returns the norm before.
  @discardableResult
  public static func clipGradients(_ tensors: [Tensor], maximum: Double) throws(TorchError) -> Double {
    let norm = try gradientNorms(tensors).reduce(0) { $0 + ($1 ?? 0) * ($1 ?? 0) }.squareRoot()
    if norm > maximum { try scaleGradients(tensors, by: maximum / (norm + 1e-6)) }
    return norm
  }

  /// Multiplies all gradients.
  public static func scaleGradients(_ tensors: [Tensor], by factor: Double) throws(TorchError) {
    let api = try TorchLibrary.api()
    let message = try withHandles(tensors) { handles throws(TorchError) in
      api.scale_gradients(handles, Int64(tensors.count), factor)
    }
    try TorchLibrary.check(message, "scale gradients")
  }

  /// Moves each target towards its source: `decay * target + (1 - decay) * source`.
  public static func movingAverage(_ targets: [Tensor], of sources: [Tensor], decay: Double) throws(TorchError) {
    guard targets.count == sources.count else { throw .elementCount(shape: [targets.count], count: sources.count) }
    let api = try TorchLibrary.api()
    let message = try withHandles(targets) { targetHandles throws(TorchError) in
      try withHandles(sources) { api.moving_average(targetHandles, $0, Int64(targets.count), decay) }
    }
    try TorchLibrary.check(message, "moving average")
  }
}
