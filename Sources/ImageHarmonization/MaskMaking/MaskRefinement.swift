import HarmonizationImaging
import HarmonizationPixels

/// Gives a coarse mask the photo's own edges, at native size.
struct MaskRefinement {
  /// Pixels of the picture that the filter is fitted to.
  private static let pixels = 2_000_000
  /// Half a neighbourhood's side, as a share of the mean side, and at least so many pixels: it has to reach over the coarse mask's error.
  private static let (reach, leastRadius) = (0.01, 4)
  /// Variance of colours (0...1) below which nothing is taken for an edge.
  private static let flatness: Float = 1e-4

  /// The part of the photo that the coarse mask is for.
  let part: PixelRect

  /// The mask of a photo.
  ///
  /// - Parameters:
  ///   - coarse: One channel, 0...1.
  ///   - isCancelled: Asked now and then; true ends the work.
  /// - Throws: `ImagingError`; ``MaskMakingError/cancelled(photo:)``.
  func mask(
    of photo: Photo, from coarse: Raster<Float>, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> Mask {
    let (width, height) = part.size(within: Self.pixels)
    let guide = try photo.units(of: part, width: width, height: height)
    let mask = try coarse.resized(width: width, height: height)
    let radius = max(Int((Self.reach * Double(width * height).squareRoot()).rounded()), Self.leastRadius)
    guard !isCancelled(), let filter = GuidedFilter(guide, mask: mask, radius: radius, flatness: Self.flatness) else {
      throw MaskMakingError.cancelled(photo: photo.name)
    }
    do { return try photo.mask(by: filter, in: part, isCancelled: isCancelled) } catch ImagingError.cancelled {
      throw MaskMakingError.cancelled(photo: photo.name)
    }
  }
}

extension Raster where Sample == Float {
  /// A division as a mask: 1 for the object, 0 for the background.
  init(width: Int, height: Int, objects: [Bool]) {
    self.init(width: width, height: height, channels: 1, repeating: 0)
    for (index, isObject) in objects.enumerated() where isObject && index < samples.count { samples[index] = 1 }
  }
}

extension PixelRect {
  /// The size to which it is reduced to have at most so many pixels.
  func size(within pixels: Int) -> (width: Int, height: Int) {
    let share = min((Double(pixels) / Double(max(width * height, 1))).squareRoot(), 1)
    return (max(Int(Double(width) * share), 1), max(Int(Double(height) * share), 1))
  }
}
