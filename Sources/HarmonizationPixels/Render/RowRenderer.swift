/// Renders rows: leaves alone what the mask leaves alone and changes what it touches. The one place where a colour change meets
/// native pixels, for files and for rasters in memory.
///
/// A harmonized pixel is `native + strength * mask * (native(harmonized) - native(sRGB))`: a difference in the picture's own
/// space. So an identical colour gives the identical sample, colours outside sRGB keep what sRGB cannot express, and 16-bit
/// samples keep their fine steps.
package struct RowRenderer: Sendable {
  private let transform: any PixelTransform
  private let colour: (any PixelColourSpace)?
  /// Samples per pixel: grey or RGB, with or without alpha, which is copied.
  package let channels: Int
  private let isGrey: Bool
  private let strength: Float

  /// A renderer of one picture.
  ///
  /// - Parameters:
  ///   - transform: the colour change.
  ///   - colour: the picture's colours; nil for sRGB.
  ///   - channels: samples per pixel.
  ///   - hasAlpha: whether the last of them is opacity.
  ///   - strength: share of the change, 0...1.
  package init(
    _ transform: any PixelTransform, colour: (any PixelColourSpace)? = nil, channels: Int, hasAlpha: Bool,
    strength: Float = 1
  ) {
    self.transform = transform
    self.colour = colour
    self.channels = channels
    isGrey = channels - (hasAlpha ? 1 : 0) < 3
    self.strength = strength
  }

  /// Runs closer together than this are treated as one.
  private static var mergedGap: Int { 16 }

  /// Changes `count` pixels from column `x` of row `y` on, where the mask is above 0.
  ///
  /// - Parameters:
  ///   - pixels: `count * channels` samples, changed in place.
  ///   - x: column of the first pixel.
  ///   - y: the row.
  ///   - count: pixels.
  ///   - mask: one sample per pixel; NaN counts as 0, more than white as white.
  ///   - scratch: memory for at least `count` pixels.
  @_specialize(where Sample == UInt8, Cover == UInt8)
  @_specialize(where Sample == UInt16, Cover == UInt8)
  @_specialize(where Sample == UInt8, Cover == Float)
  @_specialize(where Sample == Float, Cover == UInt8)
  @_specialize(where Sample == UInt16, Cover == Float)
  @_specialize(where Sample == Float, Cover == Float)
  package func render<Sample: PixelSample, Cover: PixelSample>(
    _ pixels: UnsafeMutablePointer<Sample>, x: Int, y: Int, count: Int, mask: UnsafePointer<Cover>, scratch: Scratch
  ) {
    var at = 0
    while at < count {
      while at < count, !(mask[at].real > 0) { at += 1 }
      guard at < count else { return }
      let start = at
      var end = at
      while at < count, at - end <= Self.mergedGap {
        if mask[at].real > 0 { end = at + 1 }
        at += 1
      }
      renderRun(
        pixels + start * channels, x: x + start, y: y, count: end - start, mask: mask + start, scratch: scratch)
      at = end
    }
  }

  @inline(__always)
  private func renderRun<Sample: PixelSample, Cover: PixelSample>(
    _ pixels: UnsafeMutablePointer<Sample>, x: Int, y: Int, count: Int, mask: UnsafePointer<Cover>, scratch: Scratch
  ) {
    let before = scratch.before.prefix(count)
    let after = scratch.after.prefix(count)
    for i in 0..<count {
      let share = mask[i].unit
      let limited = share < 1 ? share : 1
      scratch.mask[i] = share > 0 ? limited : 0
    }
    load(pixels, into: before)
    colour?.toSRGB(before)
    before.copy(to: after)
    transform.apply(
      to: PixelSpan(
        x: x, y: y, count: count, red: after.red, green: after.green, blue: after.blue,
        mask: UnsafePointer(scratch.mask)))
    colour?.fromSRGB(before)
    colour?.fromSRGB(after)
    blend(before, after, mask: scratch.mask, into: pixels)
  }

  @inline(__always)
  private func load<Sample: PixelSample>(_ pixels: UnsafeMutablePointer<Sample>, into planes: Planes) {
    // Constant strides let the compiler use vector instructions.
    switch channels {
    case 1: planes.loadGrey(pixels, channels: 1)
    case 2: planes.loadGrey(pixels, channels: 2)
    case 3: planes.loadColour(pixels, channels: 3)
    case 4: planes.loadColour(pixels, channels: 4)
    default: planes.loadColour(pixels, channels: channels)
    }
  }

  @inline(__always)
  private func blend<Sample: PixelSample>(
    _ before: Planes, _ after: Planes, mask: UnsafeMutablePointer<Float>, into pixels: UnsafeMutablePointer<Sample>
  ) {
    let change = PixelChange(before: before, after: after, mask: mask, scale: Sample.white * strength)
    switch channels {
    case 1: change.blendGrey(pixels, channels: 1)
    case 2: change.blendGrey(pixels, channels: 2)
    case 3: change.blendColour(pixels, channels: 3)
    case 4: change.blendColour(pixels, channels: 4)
    default: change.blendColour(pixels, channels: channels)
    }
  }
}

extension Planes {
  @inline(__always)
  fileprivate func loadGrey<Sample: PixelSample>(_ pixels: UnsafeMutablePointer<Sample>, channels: Int) {
    for i in 0..<count { red[i] = pixels[i &* channels].unit }
    green.update(from: red, count: count)
    blue.update(from: red, count: count)
  }

  @inline(__always)
  fileprivate func loadColour<Sample: PixelSample>(_ pixels: UnsafeMutablePointer<Sample>, channels: Int) {
    for i in 0..<count {
      red[i] = pixels[i &* channels].unit
      green[i] = pixels[i &* channels &+ 1].unit
      blue[i] = pixels[i &* channels &+ 2].unit
    }
  }
}

/// What becomes of a run of pixels: `native + scale * mask * (after - before)`.
private struct PixelChange {
  let before: Planes
  let after: Planes
  let mask: UnsafeMutablePointer<Float>
  let scale: Float

  @inline(__always)
  func blendGrey<Sample: PixelSample>(_ pixels: UnsafeMutablePointer<Sample>, channels: Int) {
    for i in 0..<before.count {
      // Luma of the change, so that grey stays grey.
      let change = Luma.bt709(
        red: after.red[i] - before.red[i], green: after.green[i] - before.green[i], blue: after.blue[i] - before.blue[i]
      )
      pixels[i &* channels] = Self.blended(pixels[i &* channels], weight: mask[i] * scale, change: change)
    }
  }

  @inline(__always)
  func blendColour<Sample: PixelSample>(_ pixels: UnsafeMutablePointer<Sample>, channels: Int) {
    for i in 0..<before.count {
      let weight = mask[i] * scale
      let at = i &* channels
      pixels[at] = Self.blended(pixels[at], weight: weight, change: after.red[i] - before.red[i])
      pixels[at &+ 1] = Self.blended(pixels[at &+ 1], weight: weight, change: after.green[i] - before.green[i])
      pixels[at &+ 2] = Self.blended(pixels[at &+ 2], weight: weight, change: after.blue[i] - before.blue[i])
    }
  }

  /// Where the weight is 0 the change does not matter, not even an infinite one; clipped without branches. Floats that are
  /// outside 0...1 already are never moved further out.
  @inline(__always)
  private static func blended<Sample: PixelSample>(_ sample: Sample, weight: Float, change: Float) -> Sample {
    let native = sample.real
    let value = native + weight * change
    let isFloat = Sample.self == Float.self
    let ceiling = isFloat && native > Sample.white ? native : Sample.white
    let floor = isFloat && native < 0 ? native : 0
    let top = value < ceiling ? value : ceiling
    let clipped = top > floor ? top : floor
    return Sample(rounding: weight > 0 && change == change ? clipped : native)
  }
}
