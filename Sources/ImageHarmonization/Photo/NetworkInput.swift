import HarmonizationImaging
import HarmonizationPixels

/// What a network, or another method, sees of a photo and its mask.
public struct NetworkInput: Sendable {
  /// The size at which a method looks at a picture, and how much of it.
  public struct View: Sendable, Equatable {
    /// Columns of the input.
    public let width: Int
    /// Rows of the input.
    public let height: Int
    /// nil for the whole picture; otherwise a part around the foreground, so many times as large, for networks that look at no
    /// more (`Configuration.windowMargin`): small foregrounds keep their detail.
    public let margin: Double?

    /// A view of `width` x `height` pixels.
    public init(width: Int, height: Int, margin: Double? = nil) {
      self.width = width
      self.height = height
      self.margin = margin
    }
  }

  /// The part of the photo that is seen.
  public let part: PixelRect
  /// That part squeezed to the view's size, sRGB in 0...1.
  public let composite: Raster<Float>
  /// The mask likewise, in 0...1, with a grey mask brightened: a method is shown the object, not half of it.
  public let foreground: Raster<Float>
  /// What the mask is like at native size; nil for a picture that was not made small here.
  let weights: Mask.Weights?
  /// What messages call the mask.
  let maskName: String

  /// A picture that has its size already: nothing is cut or reduced.
  ///
  /// - Parameters:
  ///   - composite: RGB in 0...1.
  ///   - foreground: its mask, one channel of the same size, 0...1.
  public init(composite: Raster<Float>, foreground: Raster<Float>) {
    part = composite.bounds
    self.composite = composite
    self.foreground = foreground
    weights = nil
    maskName = "the mask"
  }

  /// Checks the mask and reduces both, without aliasing.
  ///
  /// - Parameters:
  ///   - photo: the composite.
  ///   - mask: its foreground, of the photo's size.
  ///   - view: what is seen.
  ///   - maskName: what messages call the mask.
  /// - Throws: ``HarmonizationError`` for a mask that is empty, covers everything, has another size or vanishes at the
  ///   view's; `ImagingError`.
  @inline(never)  // Swift 6.3 fails an assertion of its own if this is inlined into an asynchronous function.
  public init(of photo: Photo, mask: Mask, view: View, maskName: String = "the mask") throws {
    try mask.checkUsable(for: photo, name: maskName)
    let weights = mask.weights()
    self.weights = weights
    self.maskName = maskName
    part = mask.part(margin: view.margin, around: weights.core)
    composite = try photo.units(of: part == photo.bounds ? nil : part, width: view.width, height: view.height)
    let brightest = weights.typical < 0.9 ? Float(max(weights.typical, 1 / 255)) : 1
    foreground = try mask.raster.resized(part: part, width: view.width, height: view.height).units()
      .map { min($0 / brightest, 1) }
    // A tenth of one pixel is less than the network can see.
    guard foreground.samples.contains(where: { $0 >= 0.1 }) else { throw HarmonizationError.tinyForeground(maskName) }
  }
}

extension Mask {
  /// What a network looks at of a picture with this mask: all of it if `margin` is nil; otherwise the window around the
  /// foreground that has the picture's shape and `margin` times the share of its width or height, whichever is larger, that the
  /// foreground spans.
  ///
  /// A network's input is square, so that the window of a panorama would be squeezed by the panorama's shape: its sides differ by
  /// at most 2 to 1, unless the foreground is longer itself.
  ///
  /// - Parameters:
  ///   - margin: How much larger the window is than the foreground.
  ///   - core: The foreground's bounds; nil looks for them.
  public func part(margin: Double?, around core: PixelRect? = nil) -> PixelRect {
    guard let margin, let core = core ?? weights().core else { return raster.bounds }
    // Not one rule with the graph's `foregroundWindow`: there, bounds are values of the graph and the window's edges are fractions of
    // pixels, on which trained weights depend; here, edges are whole pixels, panoramas are limited and 1.25 is the least room.
    let shape = min(max(Double(width) / Double(height), 0.5), 2)
    let tall = margin * max(Double(core.height), Double(core.width) / shape)
    func side(from start: Int, length: Int, limit: Int, wanted: Double) -> (start: Int, length: Int) {
      let least = min(Double(limit), Double(length) * 1.25)
      let extent = min(limit, max(length, Int(max(min(wanted, Double(limit)), least).rounded(.up))))
      return (min(max(start + (length - extent) / 2, 0), limit - extent), extent)
    }
    let rows = side(from: core.y, length: core.height, limit: height, wanted: tall)
    let columns = side(
      from: core.x, length: core.width, limit: width, wanted: min(tall, Double(width) / shape, Double(height)) * shape)
    return PixelRect(x: columns.start, y: rows.start, width: columns.length, height: rows.length)
  }
}

extension Mask {
  /// Whether it has a foreground and a background and the photo's size.
  ///
  /// - Throws: ``HarmonizationError``, naming the mask as `name`.
  public func checkUsable(for photo: Photo, name: String = "the mask") throws {
    guard width == photo.width, height == photo.height else {
      throw HarmonizationError.sizeMismatch(
        photo: photo.name, photoSize: [photo.width, photo.height], mask: name, maskSize: [width, height])
    }
    guard hasForeground else { throw HarmonizationError.emptyMask(name) }
    guard hasBackground else { throw HarmonizationError.fullMask(name) }
  }
}
