/// The JSON of a result: `method`, `protocol`, `subsets` (name -> `n`, `mse`, `fmse`, `fmae`, `psnr`, `composite`, `bins`),
/// `all` (the same), `images`, `failures` and `provenance`. A mean over no images is null.
///
/// Reading takes the images and computes the means anew, so that a file cannot contradict itself.
extension EvaluationResult: Codable {
  private enum Key: String, CodingKey {
    case method
    case evaluation = "protocol"
    case subsets, all, images, failures, provenance
  }

  /// Writes means, images and failures.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(method, forKey: .method)
    try container.encode(evaluation, forKey: .evaluation)
    let subsets = Dictionary(subsets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    try container.encode(subsets, forKey: .subsets)
    try container.encode(all, forKey: .all)
    try container.encode(images, forKey: .images)
    try container.encode(failures, forKey: .failures)
    try container.encodeIfPresent(provenance, forKey: .provenance)
  }

  /// Reads method, protocol, images and failures.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      method: try container.decode(String.self, forKey: .method),
      evaluation: try container.decode(EvaluationSetting.self, forKey: .evaluation),
      images: try container.decode([ImageResult].self, forKey: .images),
      failures: try container.decodeIfPresent([EvaluationFailure].self, forKey: .failures) ?? [])
    provenance = try container.decodeIfPresent(Provenance.self, forKey: .provenance)
  }
}

extension SubsetSummary: Encodable {
  private enum Key: String, CodingKey { case composite, bins }

  /// Writes the means, those of the composite where known, and those of the bins under their labels.
  public func encode(to encoder: any Encoder) throws {
    try means.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(composite, forKey: .composite)
    let byLabel = Dictionary(bins.map { ($0.bin.label, $0.means) }, uniquingKeysWith: { first, _ in first })
    try container.encode(byLabel, forKey: .bins)
  }
}

extension MetricMeans: Encodable {
  private enum Key: String, CodingKey { case n, mse, fmse, fmae, psnr }

  /// Writes `n` and the means; null if there are no images.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(n, forKey: .n)
    try container.encode(mse, forKey: .mse)
    try container.encode(fmse, forKey: .fmse)
    try container.encode(fmae, forKey: .fmae)
    try container.encode(psnr, forKey: .psnr)
  }
}

extension ImageResult: Codable {
  private enum Key: String, CodingKey { case subset, name, seconds, composite }

  /// Writes the names, the metrics beside them, and the composite's metrics under `composite`.
  public func encode(to encoder: any Encoder) throws {
    try metrics.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(subset, forKey: .subset)
    try container.encode(name, forKey: .name)
    try container.encode(seconds, forKey: .seconds)
    try container.encodeIfPresent(composite, forKey: .composite)
  }

  /// Reads what ``encode(to:)`` writes; refuses numbers that no image can have.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let metrics = try ImageMetrics(from: decoder)
    guard metrics.isPlausible else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "metrics that no 8-bit image can have"))
    }
    self.init(
      subset: try container.decode(String.self, forKey: .subset),
      name: try container.decode(String.self, forKey: .name),
      metrics: metrics,
      composite: try container.decodeIfPresent(ImageMetrics.self, forKey: .composite),
      seconds: try container.decodeIfPresent(Double.self, forKey: .seconds) ?? 0)
  }
}

extension ImageMetrics {
  /// Whether an image of 8-bit samples can have these metrics.
  var isPlausible: Bool {
    (0...1).contains(ratio) && (0...65025.5).contains(mse) && (0...65025.5).contains(fmse) && (0...255.5).contains(fmae)
      && (-100...200).contains(psnr)
  }
}

extension EvaluationSetting: Codable {
  private enum Key: String, CodingKey { case name, size, width, height, longest, peak, part }

  /// Writes the name, `size` in words with its numbers beside it, and `peak`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(size.label, forKey: .size)
    try container.encode(peak, forKey: .peak)
    if part != .picture { try container.encode(part, forKey: .part) }
    switch size {
    case .native: break
    case .fixed(let width, let height):
      try container.encode(width, forKey: .width)
      try container.encode(height, forKey: .height)
    case .longestAtMost(let side): try container.encode(side, forKey: .longest)
    }
  }

  /// Reads what ``encode(to:)`` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let size: EvaluationSize
    if let side = try container.decodeIfPresent(Int.self, forKey: .longest) {
      size = .longestAtMost(side)
    } else if let width = try container.decodeIfPresent(Int.self, forKey: .width) {
      size = .fixed(width: width, height: try container.decode(Int.self, forKey: .height))
    } else {
      size = .native
    }
    self.init(
      name: try container.decode(String.self, forKey: .name), size: size,
      peak: try container.decode(PSNRPeak.self, forKey: .peak),
      part: try container.decodeIfPresent(MeasuredPart.self, forKey: .part) ?? .picture)
  }
}
