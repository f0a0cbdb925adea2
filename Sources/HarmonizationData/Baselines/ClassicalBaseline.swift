import HarmonizationPixels

/// Harmonization without learning: the foreground is given the colour statistics of the background. What a network has to
/// beat.
public enum ClassicalBaseline: String, Sendable, CaseIterable, Codable {
  /// Means and deviations in l-alpha-beta (Reinhard et al. 2001).
  case reinhard
  /// Mean and covariance in RGB by the linear Monge-Kantorovich map (Pitié and Kokaram 2007).
  case mongeKantorovich = "mk"

  /// The colour map from a composite's foreground to its background: one for all pixels, to be applied at any size.
  ///
  /// - Parameters:
  ///   - composite: RGB; a reduced picture does as well as the full one.
  ///   - mask: as large as the composite, 1 (255) in the foreground.
  ///   - stride: looks at every `stride`-th pixel only.
  /// - Throws: `DataError.sizeMismatch`; `DataError.invalidParameter` where the mask is empty or covers everything.
  @_specialize(where Pixel == Float, Cover == Float)
  @_specialize(where Pixel == UInt8, Cover == UInt8)
  @_specialize(where Pixel == UInt8, Cover == Float)
  @_specialize(where Pixel == UInt16, Cover == Float)
  public func map<Pixel: PixelSample, Cover: PixelSample>(
    for composite: Raster<Pixel>, mask: Raster<Cover>, stride: Int = 1
  ) throws -> ColourMap {
    try requireSameSize(composite, mask)
    guard let foreground = ForegroundStatistics(of: composite, mask: mask, stride: stride) else {
      throw DataError.invalidParameter(name: "mask", reason: "has no foreground")
    }
    guard let background = ForegroundStatistics(of: composite, mask: mask, .background, stride: stride) else {
      throw DataError.invalidParameter(
        name: "mask", reason: "covers the whole picture; there is no background to follow")
    }
    return transfer.map(from: foreground, to: background)
  }

  /// The harmonized picture: the map applied to the foreground, blended by the soft mask; pixels with mask 0 are unchanged.
  ///
  /// Throws as `map(for:mask:stride:)`.
  @_specialize(where Pixel == Float, Cover == Float)
  @_specialize(where Pixel == UInt8, Cover == UInt8)
  @_specialize(where Pixel == UInt8, Cover == Float)
  @_specialize(where Pixel == UInt16, Cover == Float)
  public func harmonized<Pixel: PixelSample, Cover: PixelSample>(
    _ composite: Raster<Pixel>, mask: Raster<Cover>
  ) throws -> Raster<Pixel> {
    try map(for: composite, mask: mask).applied(to: composite, mask: mask)
  }

  private var transfer: StatisticalTransfer {
    switch self {
    case .reinhard: .reinhard
    case .mongeKantorovich: .mongeKantorovich
    }
  }
}
