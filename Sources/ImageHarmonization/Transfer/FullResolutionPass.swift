import HarmonizationPixels

/// Applies what a network predicted for a batch of small pictures to a batch of large ones, as tensors: the published
/// forward pass of PCT-Net at full resolution, for comparing implementations. Photos go through ``ParameterMap`` alone.
public struct FullResolutionPass {
  private let model: HarmonizationModel
  private let outputs: [String: [Float]]
  private let shape: [Int]

  /// Takes the network's results.
  ///
  /// - Parameters:
  ///   - model: the network.
  ///   - outputs: what it gave, by name; `params` and, if it has it, `attention`.
  ///   - shape: [batch, 3, height, width] of its input.
  /// - Throws: ``HarmonizationError/tensor(name:reason:)`` for a network that predicts no parameters.
  public init(_ model: HarmonizationModel, _ outputs: [String: [Float]], shape: [Int]) throws(HarmonizationError) {
    guard model.configuration.transform != nil, outputs["params"] != nil else {
      throw .tensor(
        name: "image_fullres", reason: "\(model.configuration.name) predicts no parameters that could be applied to it")
    }
    (self.model, self.outputs, self.shape) = (model, outputs, shape)
  }

  /// The large pictures with their change, blended by the attention if the network has one and by the mask otherwise.
  ///
  /// - Parameters:
  ///   - image: normalized as the network's input, [batch, 3, height, width] in C order.
  ///   - mask: 1 in the foreground, [batch, 1, height, width].
  ///   - full: the image's shape.
  /// - Throws: ``HarmonizationError/tensor(name:reason:)``.
  public func callAsFunction(_ image: [Float], mask: [Float], shape full: [Int]) throws(HarmonizationError) -> [Float] {
    var result = image
    for item in 0..<full[0] {
      let change = try map(of: item).operation(in: PixelRect(x: 0, y: 0, width: full[3], height: full[2]))
      let area = full[2] * full[3]
      let cover = Array(mask[item * area..<(item + 1) * area])
      apply(change, to: &result, from: item * 3 * area, height: full[2], width: full[3], mask: cover)
    }
    return result
  }

  private func map(of item: Int) throws(HarmonizationError) -> ParameterMap {
    let area = shape[2] * shape[3]
    guard let transform = model.configuration.transform else { throw .tensor(name: "params", reason: "there are none") }
    func part(_ name: String, _ channels: Int) -> [Float]? {
      outputs[name].map { Array($0[item * channels * area..<(item + 1) * channels * area]) }
    }
    return try ParameterMap(
      part("params", transform.parameterCount) ?? [], attention: part("attention", 1), transform: transform,
      normalization: model.normalization, width: shape[3], height: shape[2])
  }

  private func apply(
    _ change: any PixelTransform, to values: inout [Float], from start: Int, height: Int, width: Int, mask: [Float]
  ) {
    let area = height * width
    let mean = model.normalization.mean.map(Float.init)
    let deviation = model.normalization.standardDeviation.map(Float.init)
    var planes = (0..<3 * area).map { values[start + $0] * deviation[$0 / area] + mean[$0 / area] }
    planes.withUnsafeMutableBufferPointer { planes in
      mask.withUnsafeBufferPointer { mask in
        guard let red = planes.baseAddress, let mask = mask.baseAddress else { return }
        for y in 0..<height {
          let row = red + y * width
          change.apply(
            to: PixelSpan(
              x: 0, y: y, count: width, red: row, green: row + area, blue: row + 2 * area, mask: mask + y * width))
        }
      }
    }
    let usesMask = outputs["attention"] == nil
    for i in 0..<3 * area {
      let changed = (planes[i] - mean[i / area]) / deviation[i / area]
      let weight = usesMask ? mask[i % area] : 1
      values[start + i] += weight * (changed - values[start + i])
    }
  }
}
