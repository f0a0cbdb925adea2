import HarmonizationPixels

/// Harmonization without learning: the foreground is given the colour statistics of the background. What a network has to
/// beat.
public enum ClassicalBaseline: String, HarmonizationMethod, CaseIterable, Codable {
  /// Means and deviations in l-alpha-beta (Reinhard et al. 2001).
  case reinhard
  /// Mean and covariance in RGB by the linear Monge-Kantorovich map (Pitié and Kokaram 2007).
  case mongeKantorovich = "mk"

  /// `reinhard` or `mk`.
  public var name: String { rawValue }

  /// The whole picture, small: statistics need no detail.
  public var view: NetworkInput.View { NetworkInput.View(width: 256, height: 256) }

  /// One colour map for all pixels.
  public func transfer(for input: NetworkInput) throws -> any FittedTransfer {
    GlobalTransfer(try map(for: input.composite, mask: input.foreground))
  }

  /// The colour map from a composite's foreground to its background: one for all pixels, to be applied at any size.
  ///
  /// - Parameters:
  ///   - composite: RGB; a reduced picture does as well as the full one.
  ///   - mask: as large as the composite, 1 (255) in the foreground.
  /// - Throws: ``TransferError/sizeMismatch(what:width:height:expectedWidth:expectedHeight:)``, ``TransferError/emptyMask``;
  ///   ``HarmonizationError/fullMask(_:)`` for a mask that leaves no background.
  public func map<Pixel: PixelSample, Cover: PixelSample>(
    for composite: Raster<Pixel>, mask: Raster<Cover>
  ) throws -> ColourMap {
    guard mask.width == composite.width, mask.height == composite.height else {
      throw TransferError.sizeMismatch(
        what: "the mask", width: mask.width, height: mask.height, expectedWidth: composite.width,
        expectedHeight: composite.height)
    }
    guard let foreground = ForegroundStatistics(of: composite, mask: mask) else { throw TransferError.emptyMask }
    guard let background = ForegroundStatistics(of: composite, mask: mask, .background) else {
      throw HarmonizationError.fullMask("the mask")
    }
    return statistics.map(from: foreground, to: background)
  }

  private var statistics: StatisticalTransfer {
    switch self {
    case .reinhard: .reinhard
    case .mongeKantorovich: .mongeKantorovich
    }
  }
}
