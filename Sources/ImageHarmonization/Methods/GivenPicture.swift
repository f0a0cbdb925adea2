import HarmonizationPixels

/// A small picture that another tool harmonized, as a harmonization method: its change is carried to the native size.
public struct GivenPicture: HarmonizationMethod {
  /// Its name in tables.
  public let name = "given"
  /// The whole photo at the picture's size.
  public let view: NetworkInput.View
  private let harmonized: Raster<Float>
  private let fit: TransferFit

  /// Wider or higher pictures are reduced to this.
  private static let largestSide = 512

  /// Takes the whole photo harmonized, at any size.
  ///
  /// - Parameters:
  ///   - harmonized: RGB; what is larger than 512 pixels is reduced.
  ///   - fit: how the change is fitted.
  /// - Throws: `PixelError` for an empty picture.
  public init(_ harmonized: Raster<UInt8>, fit: TransferFit = .guided(.bilateralGrid)) throws {
    let (width, height) = (min(harmonized.width, Self.largestSide), min(harmonized.height, Self.largestSide))
    self.harmonized = try harmonized.resized(width: width, height: height).units()
    view = NetworkInput.View(width: width, height: height)
    self.fit = fit
  }

  /// The picture that was given.
  public func picture(of input: NetworkInput) -> Raster<Float> { harmonized }

  /// The change from the photo to the picture, fitted.
  public func transfer(for input: NetworkInput) throws -> any FittedTransfer {
    try fit.transfer(from: input, to: harmonized)
  }
}
