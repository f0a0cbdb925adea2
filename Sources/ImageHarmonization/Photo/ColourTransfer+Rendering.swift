import HarmonizationImaging
import HarmonizationPixels

extension ColourTransfer {
  /// The change from `photo` to a small harmonized picture of it, made by any tool, on the native pixels.
  ///
  /// - Parameters:
  ///   - photo: the composite at native size.
  ///   - mask: its foreground, of the photo's size.
  ///   - harmonized: the whole photo harmonized, at any size; larger pictures than 512 pixels are reduced.
  ///   - method: how the change is carried to the native size.
  ///   - strength: share of the change that is applied, 0...1.
  /// - Throws: ``TransferError``, ``HarmonizationError``, `ImagingError`.
  public static func rendering(
    _ photo: Photo, mask: Mask, harmonized: Raster<UInt8>, method: TransferMethod = .bilateralGrid, strength: Double = 1
  ) throws -> Rendering {
    try mask.checkUsable(for: photo)
    let (width, height) = (min(harmonized.width, 512), min(harmonized.height, 512))
    let output = try harmonized.resized(width: width, height: height).units()
    let input = try photo.units(width: width, height: height)
    let foreground = try mask.raster.resized(width: width, height: height).units()
    let transfer = try ColourTransfer(fitting: input, output: output, mask: foreground, method: method)
    return try Rendering(
      photo, mask: mask, transform: NativeTransfer(transfer, width: photo.width, height: photo.height),
      strength: strength)
  }
}
