import HarmonizationImaging

extension EvaluationImages {
  /// The pictures at the size of `evaluation`, resized as OpenCV's `INTER_LINEAR` does: half-pixel centres, no antialiasing,
  /// photos rounded to 8 bits, the mask left soft.
  /// - Throws: ``EvaluationError`` where the three pictures differ in size or have the wrong channels.
  public func prepared(for evaluation: EvaluationSetting) throws -> EvaluationImages {
    try check()
    let size = evaluation.size.target(width: composite.width, height: composite.height)
    guard size != (composite.width, composite.height) else { return self }
    return EvaluationImages(
      composite: try composite.resizedAsOpenCV(width: size.width, height: size.height),
      mask: try mask.resized(width: size.width, height: size.height, filter: .linear),
      target: try target.resizedAsOpenCV(width: size.width, height: size.height))
  }

  private func check() throws(EvaluationError) {
    let photo = ImageShape(width: composite.width, height: composite.height, channels: 3)
    let weights = ImageShape(width: composite.width, height: composite.height, channels: 1)
    for (name, shape, expected) in [
      ("the composite", composite.shape, photo), ("the target", target.shape, photo), ("the mask", mask.shape, weights),
    ] where shape != expected {
      throw .shapeMismatch(image: name, expected: expected, found: shape)
    }
    try composite.validate(as: "the composite")
    try target.validate(as: "the target")
    try mask.validate(as: "the mask")
  }
}
