/// Means over a set of images; every image weighs the same, as in published tables.
public struct MetricMeans: Sendable, Equatable {
  /// Number of images.
  public let n: Int
  /// Mean of the images' MSE; nil if there is no image.
  public let mse: Double?
  /// Mean of the images' fMSE.
  public let fmse: Double?
  /// Mean of the images' absolute foreground error, in levels; nil also where it was not measured for every image.
  public let fmae: Double?
  /// Mean of the images' PSNR, in dB (not the PSNR of the mean MSE).
  public let psnr: Double?

  /// Means of `metrics`, summed in their order.
  public init(_ metrics: [ImageMetrics]) {
    n = metrics.count
    mse = Self.mean(metrics.map(\.mse))
    fmse = Self.mean(metrics.map(\.fmse))
    fmae = Self.mean(metrics.map(\.fmae)).flatMap { $0.isNaN ? nil : $0 }
    psnr = Self.mean(metrics.map(\.psnr))
  }

  static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

/// The means of one subset, or of all images, with the paper's bins of foreground size.
public struct SubsetSummary: Sendable, Equatable {
  /// Name of the subset, or `All`.
  public let name: String
  /// Means over the predictions.
  public let means: MetricMeans
  /// Means over the untouched composites; nil where they were not measured for every image.
  public let composite: MetricMeans?
  /// Means over the images of each bin.
  public let bins: [(bin: ForegroundBin, means: MetricMeans)]

  /// Summarizes `images` under `name`.
  public init(name: String, images: [ImageResult], bins: [ForegroundBin] = ForegroundBin.paper) {
    self.name = name
    means = MetricMeans(images.map(\.metrics))
    let untouched = images.compactMap(\.composite)
    composite = untouched.count == images.count && !images.isEmpty ? MetricMeans(untouched) : nil
    self.bins = bins.map { bin in
      (bin, MetricMeans(images.map(\.metrics).filter { bin.contains($0.ratio) }))
    }
  }

  /// Change of the mean fMSE against the untouched composite's, -0.5 for a half of it; nil where that is unknown or 0.
  public var foregroundChange: Double? {
    guard let ours = means.fmse, let theirs = composite?.fmse, theirs > 0 else { return nil }
    return ours / theirs - 1
  }

  /// Equal in names, means and bins.
  public static func == (a: SubsetSummary, b: SubsetSummary) -> Bool {
    a.name == b.name && a.means == b.means && a.composite == b.composite
      && a.bins.map(\.bin) == b.bins.map(\.bin) && a.bins.map(\.means) == b.bins.map(\.means)
  }
}
