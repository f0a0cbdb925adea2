import CHarmonizationVips
import HarmonizationPixels

/// A cut-out pasted onto a background photo.
struct Composite: Sendable {
  let background: Photo
  /// The visible part of the cut-out at its final size, in the background's own encoded colours, 16 bit.
  let colours: Raster<UInt16>
  /// The same with soft edges freed from the background that the cut-out was taken from: what a network is shown, so that a white
  /// rim does not make it darken the whole object. Nil if the edges are so anyway.
  let seen: Raster<UInt16>?
  /// Its opacity, one channel.
  let opacity: Raster<UInt16>
  /// Where its top left pixel comes to lie.
  let x: Int
  let y: Int

  /// The background with the cut-out on it, as it is or as a network is shown it.
  func pasted(on image: VipsImage, forNetwork: Bool = false) throws(ImagingError) -> VipsImage {
    guard [UInt8.bandFormat, UInt16.bandFormat].contains(image.format) else {
      throw .unsupported(file: background.name, reason: "its samples are neither 8 nor 16 bit")
    }
    return try image.generating(
      channels: image.channels, format: image.format, interpretation: image.interpretation,
      node: PasteNode(
        self, colours: forNetwork ? seen ?? colours : colours, channels: image.channels, hasAlpha: image.hasAlpha,
        isDeep: image.format == UInt16.bandFormat))
  }

  func raster(colour: Decoder.ColourHandling) throws(ImagingError) -> Raster<UInt8> {
    let image = try pasted(on: background.open())
    let raster = try AnyRaster(image) { .damaged(file: background.name, detail: $0) }
    return try raster.asRGB(like: image, colour, name: background.name).eightBits()
  }

  /// The foreground of the composite.
  var mask: Mask {
    var mask = Raster<UInt8>(width: background.width, height: background.height, channels: 1, repeating: 0)
    for row in 0..<opacity.height {
      let from = opacity.offset(x: 0, y: row)
      let to = mask.offset(x: x, y: y + row)
      for column in 0..<opacity.width {
        mask.samples[to + column] = UInt8((UInt32(opacity.samples[from + column]) * 255 + 32767) / 65535)
      }
    }
    return Mask(values: mask)
  }
}

/// The node that pastes strips.
private final class PasteNode: SampleNode {
  private let composite: Composite
  private let pasted: Raster<UInt16>
  private let channels: Int
  private let colours: Int
  let isDeep: Bool

  init(_ composite: Composite, colours pasted: Raster<UInt16>, channels: Int, hasAlpha: Bool, isDeep: Bool) {
    self.composite = composite
    self.pasted = pasted
    self.channels = channels
    self.isDeep = isDeep
    colours = channels - (hasAlpha ? 1 : 0)
  }

  func inputFailed() {}

  @inline(__always) func generate<Sample: PixelSample>(
    _ type: Sample.Type, _ area: PixelRect, from input: VipsImage.Pixels, into output: VipsImage.Pixels
  ) {
    for y in 0..<area.height {
      let row = output.row(y, of: Sample.self)
      row.update(from: input.row(y, of: Sample.self), count: area.width * channels)
      paste(into: row, left: area.x, width: area.width, y: area.y + y)
    }
  }

  private func paste<Sample: PixelSample>(
    into row: UnsafeMutablePointer<Sample>, left: Int, width: Int, y: Int
  ) {
    let cutout = composite.opacity
    let first = max(left, composite.x)
    let end = min(left + width, composite.x + cutout.width)
    guard y >= composite.y, y < composite.y + cutout.height, first < end else { return }
    for x in first..<end {
      let from = cutout.offset(x: x - composite.x, y: y - composite.y)
      let opacity = cutout.samples[from].real / UInt16.white
      guard opacity > 0 else { continue }
      let pixel = row + (x - left) * channels
      for channel in 0..<min(colours, 3) {
        let new = pasted.samples[from * 3 + channel].real / UInt16.white * Sample.white
        pixel[channel] = Sample(nearest: pixel[channel].real + opacity * (new - pixel[channel].real))
      }
      // Where something is pasted, there is something to see.
      if colours < channels {
        pixel[channels - 1] = Sample(nearest: max(pixel[channels - 1].real, opacity * Sample.white))
      }
    }
  }
}
