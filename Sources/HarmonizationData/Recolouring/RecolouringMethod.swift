import HarmonizationPixels

/// How a foreground was recoloured; `number` is the last part of a composite's file name.
public enum RecolouringMethod: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
  /// `StatisticalTransfer.reinhard`.
  case reinhard
  /// `StatisticalTransfer.xiaoMa`.
  case xiaoMa
  /// `StatisticalTransfer.mongeKantorovich`.
  case mongeKantorovich
  /// `StatisticalTransfer.histogramMatching`.
  case histogramMatching
  /// A random `ToneAdjustment`, which needs no reference.
  case tone

  /// The transfer towards a reference; nil for `tone`.
  public var transfer: StatisticalTransfer? { StatisticalTransfer(rawValue: rawValue) }

  /// 1 Reinhard, 2 Xiao and Ma, 3 Monge-Kantorovich, 4 histogram matching, 5 tone.
  public var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }
}
