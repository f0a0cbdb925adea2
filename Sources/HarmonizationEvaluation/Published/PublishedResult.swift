/// A row of a published table on iHarmony4's test set, to print beside one's own.
public struct PublishedResult: Sendable, Equatable {
  /// iHarmony4's subsets in the order of published tables.
  public static let subsets = ["HCOCO", "HAdobe5k", "HFlickr", "Hday2night"]
  /// The number of test pictures in each of ``subsets``.
  public static let testPictures = [4283, 2160, 828, 133]
  /// The protocol that the tables are of, as far as their sources say.
  public static let evaluation = EvaluationSetting.reference256

  /// The method as its source names it.
  public let method: String
  /// This package's configuration name for the same network, where it has one.
  public let configuration: String?
  /// The numbers of ``subsets`` in their order, then of all images where the source has them.
  public let values: [PublishedMetrics]

  /// The numbers of a subset or of `All`, whatever the case of its letters; nil for a name that is neither.
  public subscript(subset: String) -> PublishedMetrics? {
    let names = Self.subsets + ["All"]
    guard let index = names.firstIndex(where: { $0.lowercased() == subset.lowercased() }) else { return nil }
    return values.indices.contains(index) ? values[index] : nil
  }
}

/// Published means; fMSE where the source states it.
public struct PublishedMetrics: Sendable, Equatable {
  /// Mean squared error on the 0-255 scale.
  public let mse: Double
  /// Mean squared error of the foreground.
  public let fmse: Double?
  /// Peak signal-to-noise ratio in dB.
  public let psnr: Double

  init(_ mse: Double, _ psnr: Double, fmse: Double? = nil) {
    self.mse = mse
    self.psnr = psnr
    self.fmse = fmse
  }
}

/// A published table and where it is.
public struct PublishedSource: Sendable, Equatable {
  /// Whose table.
  public let citation: String
  /// Where to find it.
  public let page: String
  /// Where its protocol is known to differ from ``EvaluationSetting/reference256``.
  public let caveat: String?
  /// Its rows.
  public let results: [PublishedResult]

  /// All tables known here.
  public static let all = [intrinsicHarmony, doveNet, foregroundAware]
}
