import HarmonizationPixels

/// Renders rows: copies what the mask leaves alone and changes what it touches.
///
/// A harmonized pixel is `native + mask * (native(harmonized) - native(sRGB))`: a difference in the photo's own space. So an
/// identical colour gives the identical sample, colours outside sRGB keep what sRGB cannot express, and 16-bit
/// samples keep their fine steps.
struct RowRenderer: Sendable {
  let transform: any PixelTransform
  let colour: NativeColour
  let channels: Int
  let isGrey: Bool
  let strength: Float

  init(_ transform: any PixelTransform, colour: NativeColour, channels: Int, hasAlpha: Bool, strength: Float = 1) {
    self.transform = transform
    self.colour = colour
    self.channels = channels
    isGrey = channels - (hasAlpha ? 1 : 0) < 3
    self.strength = strength
  }

  /// Runs closer together than this are treated as one.
  private static var mergedGap: Int { 16 }

  /// Changes `pixels`, `count` of them from column `x` of row `y`, where `mask` is above 0.
  func render<Sample: PixelSample>(
    _ pixels: UnsafeMutablePointer<Sample>, x: Int, y: Int, count: Int, mask: UnsafePointer<UInt8>, _ scratch: Scratch
  ) {
    var at = 0
    while at < count {
      while at < count, mask[at] == 0 { at += 1 }
      guard at < count else { return }
      let start = at
      var end = at
      while at < count, at - end <= Self.mergedGap {
        if mask[at] != 0 { end = at + 1 }
        at += 1
      }
      renderRun(pixels + start * channels, x: x + start, y: y, count: end - start, mask: mask + start, scratch)
      at = end
    }
  }

  private func renderRun<Sample: PixelSample>(
    _ pixels: UnsafeMutablePointer<Sample>, x: Int, y: Int, count: Int, mask: UnsafePointer<UInt8>, _ scratch: Scratch
  ) {
    let before = scratch.before.prefix(count)
    let after = scratch.after.prefix(count)
    for i in 0..<count { scratch.mask[i] = Float(mask[i]) * (1 / 255) }
    load(pixels, into: before)
    colour.toSRGB(before)
    before.copy(to: after)
    transform.apply(
      to: PixelSpan(
        x: x, y: y, count: count, red: after.red, green: after.green, blue: after.blue,
        mask: UnsafePointer(scratch.mask)))
    colour.fromSRGB(before)
    colour.fromSRGB(after)
    blend(before, after, scratch.mask, into: pixels)
  }

  private func load<Sample: PixelSample>(_ pixels: UnsafeMutablePointer<Sample>, into planes: Planes) {
    // Constant strides let the compiler use vector instructions.
    switch channels {
    case 1: Self.loadGrey(pixels, channels: 1, planes)
    case 2: Self.loadGrey(pixels, channels: 2, planes)
    case 3: Self.loadColour(pixels, channels: 3, planes)
    case 4: Self.loadColour(pixels, channels: 4, planes)
    default: Self.loadColour(pixels, channels: channels, planes)
    }
  }

  private func blend<Sample: PixelSample>(
    _ before: Planes, _ after: Planes, _ mask: UnsafeMutablePointer<Float>, into pixels: UnsafeMutablePointer<Sample>
  ) {
    let scale = Sample.white * strength
    switch channels {
    case 1: Self.blendGrey(before, after, mask, scale, pixels, channels: 1)
    case 2: Self.blendGrey(before, after, mask, scale, pixels, channels: 2)
    case 3: Self.blendColour(before, after, mask, scale, pixels, channels: 3)
    case 4: Self.blendColour(before, after, mask, scale, pixels, channels: 4)
    default: Self.blendColour(before, after, mask, scale, pixels, channels: channels)
    }
  }

  @inline(__always) private static func loadGrey<Sample: PixelSample>(
    _ pixels: UnsafeMutablePointer<Sample>, channels: Int, _ planes: Planes
  ) {
    let scale = 1 / Sample.white
    for i in 0..<planes.count { planes.red[i] = pixels[i &* channels].real * scale }
    planes.green.update(from: planes.red, count: planes.count)
    planes.blue.update(from: planes.red, count: planes.count)
  }

  @inline(__always) private static func loadColour<Sample: PixelSample>(
    _ pixels: UnsafeMutablePointer<Sample>, channels: Int, _ planes: Planes
  ) {
    let scale = 1 / Sample.white
    for i in 0..<planes.count {
      planes.red[i] = pixels[i &* channels].real * scale
      planes.green[i] = pixels[i &* channels &+ 1].real * scale
      planes.blue[i] = pixels[i &* channels &+ 2].real * scale
    }
  }

  @inline(__always) private static func blendGrey<Sample: PixelSample>(
    _ before: Planes, _ after: Planes, _ mask: UnsafeMutablePointer<Float>, _ scale: Float,
    _ pixels: UnsafeMutablePointer<Sample>, channels: Int
  ) {
    for i in 0..<before.count {
      // Rec. 709 luma of the change, so that grey stays grey.
      let change =
        Luma.bt709(
          red: after.red[i] - before.red[i], green: after.green[i] - before.green[i],
          blue: after.blue[i] - before.blue[i])
      pixels[i &* channels] = blended(pixels[i &* channels], mask[i] * scale, change)
    }
  }

  @inline(__always) private static func blendColour<Sample: PixelSample>(
    _ before: Planes, _ after: Planes, _ mask: UnsafeMutablePointer<Float>, _ scale: Float,
    _ pixels: UnsafeMutablePointer<Sample>, channels: Int
  ) {
    for i in 0..<before.count {
      let weight = mask[i] * scale
      let at = i &* channels
      pixels[at] = blended(pixels[at], weight, after.red[i] - before.red[i])
      pixels[at &+ 1] = blended(pixels[at &+ 1], weight, after.green[i] - before.green[i])
      pixels[at &+ 2] = blended(pixels[at &+ 2], weight, after.blue[i] - before.blue[i])
    }
  }

  /// Where the weight is 0 the change does not matter, not even an infinite one; clipped without branches.
  @inline(__always) private static func blended<Sample: PixelSample>(
    _ native: Sample, _ weight: Float, _ change: Float
  ) -> Sample {
    let value = native.real + weight * change
    let top = value < Sample.white ? value : Sample.white
    let clipped = top > 0 ? top : 0
    return Sample(rounding: weight > 0 && change == change ? clipped : native.real)
  }
}

/// Memory for one row on one thread.
final class Scratch {
  private let base: UnsafeMutablePointer<Float>
  let before: Planes
  let after: Planes
  let mask: UnsafeMutablePointer<Float>

  init(width: Int) {
    let count = max(width, 1)
    base = .allocate(capacity: 7 * count)
    base.initialize(repeating: 0, count: 7 * count)
    before = Planes(red: base, green: base + count, blue: base + 2 * count, count: count)
    after = Planes(red: base + 3 * count, green: base + 4 * count, blue: base + 5 * count, count: count)
    mask = base + 6 * count
  }

  deinit { base.deallocate() }
}
