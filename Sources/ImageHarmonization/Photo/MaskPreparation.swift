import HarmonizationImaging

/// What is done to a mask before it is used: that of a photo, or each one of a video.
public struct MaskPreparation: Sendable, Hashable {
  /// Whether it is black where the foreground is.
  public var inverts = false
  /// By how many pixels of the photo or video it grows; negative shrinks it.
  public var growth = 0.0
  /// Standard deviation in such pixels by which its edge is softened.
  public var feather = 0.0

  /// Masks as they are.
  public init() {}

  /// The prepared mask.
  ///
  /// - Parameters:
  ///   - mask: a mask, which may be empty.
  ///   - scale: the mask's size relative to the photo's or video's.
  /// - Returns: nil if nothing of it is left.
  /// - Throws: `ImagingError` for values that are out of range.
  public func applied(to mask: Mask, scale: Double = 1) throws(ImagingError) -> Mask? {
    var mask = inverts ? mask.inverted() : mask
    guard mask.hasForeground else { return nil }
    if growth != 0 { mask = try mask.grown(by: growth * scale) }
    if feather > 0 { mask = try mask.feathered(sigma: feather * scale) }
    return mask.hasForeground ? mask : nil
  }
}
