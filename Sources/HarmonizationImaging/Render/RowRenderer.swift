/// Renders rows: copies what the mask leaves alone and changes what it touches.
///
/// A harmonized pixel is `native + mask * (native(harmonized) - native(sRGB))`: a difference in the photo's own space. So an
/// identical colour gives the identical sample, colours outside sRGB keep what sRGB cannot express, and 16-bit
/// samples keep their fine steps.
struct RowRenderer: Sendable {
  let transform: any PixelTransform
  let colour: NativeColour
  let bands: Int
  let isGrey: Bool
  let strength: Float

  init(_ transform: any PixelTransform, colour: NativeColour, bands: Int, hasAlpha: Bool, strength: Float = 1) {
    self.transform = transform
    self.colour = colour
    self.bands = bands
    isGrey = bands - (hasAlpha ? 1 : 0) < 3
    self.strength = strength
  }

  /// Runs closer together than this are treated as one.
  private static var mergedGap: Int { 16 }

  /// Changes `pixels`, `count` of them from column `x` of row `y`, where `mask` is above 0.
  func render<Sample: NativeSample>(
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
      renderRun(pixels + start * bands, x: x + start, y: y, count: end - start, mask: mask + start, scratch)
      at = end
    }
  }

  private func renderRun<Sample: NativeSample>(
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

  private func load<Sample: NativeSample>(_ pixels: UnsafeMutablePointer<Sample>, into planes: Planes) {
    // Constant strides let the compiler use vector instructions.
    switch bands {
    case 1: Self.loadGrey(pixels, bands: 1, planes)
    case 2: Self.loadGrey(pixels, bands: 2, planes)
    case 3: Self.loadColour(pixels, bands: 3, planes)
    case 4: Self.loadColour(pixels, bands: 4, planes)
    default: Self.loadColour(pixels, bands: bands, planes)
    }
  }

  private func blend<Sample: NativeSample>(
    _ before: Planes, _ after: Planes, _ mask: UnsafeMutablePointer<Float>, into pixels: UnsafeMutablePointer<Sample>
  ) {
    let scale = Sample.white * strength
    switch bands {
    case 1: Self.blendGrey(before, after, mask, scale, pixels, bands: 1)
    case 2: Self.blendGrey(before, after, mask, scale, pixels, bands: 2)
    case 3: Self.blendColour(before, after, mask, scale, pixels, bands: 3)
    case 4: Self.blendColour(before, after, mask, scale, pixels, bands: 4)
    default: Self.blendColour(before, after, mask, scale, pixels, bands: bands)
    }
  }

  @inline(__always) private static func loadGrey<Sample: NativeSample>(
    _ pixels: UnsafeMutablePointer<Sample>, bands: Int, _ planes: Planes
  ) {
    let scale = 1 / Sample.white
    for i in 0..<planes.count { planes.red[i] = pixels[i &* bands].real * scale }
    planes.green.update(from: planes.red, count: planes.count)
    planes.blue.update(from: planes.red, count: planes.count)
  }

  @inline(__always) private static func loadColour<Sample: NativeSample>(
    _ pixels: UnsafeMutablePointer<Sample>, bands: Int, _ planes: Planes
  ) {
    let scale = 1 / Sample.white
    for i in 0..<planes.count {
      planes.red[i] = pixels[i &* bands].real * scale
      planes.green[i] = pixels[i &* bands &+ 1].real * scale
      planes.blue[i] = pixels[i &* bands &+ 2].real * scale
    }
  }

  @inline(__always) private static func blendGrey<Sample: NativeSample>(
    _ before: Planes, _ after: Planes, _ mask: UnsafeMutablePointer<Float>, _ scale: Float,
    _ pixels: UnsafeMutablePointer<Sample>, bands: Int
  ) {
    for i in 0..<before.count {
      // Rec. 709 luma of the change, so that grey stays grey.
      let change =
        0.2126 * (after.red[i] - before.red[i]) + 0.7152 * (after.green[i] - before.green[i])
        + 0.0722 * (after.blue[i] - before.blue[i])
      pixels[i &* bands] = blended(pixels[i &* bands], mask[i] * scale, change)
    }
  }

  @inline(__always) private static func blendColour<Sample: NativeSample>(
    _ before: Planes, _ after: Planes, _ mask: UnsafeMutablePointer<Float>, _ scale: Float,
    _ pixels: UnsafeMutablePointer<Sample>, bands: Int
  ) {
    for i in 0..<before.count {
      let weight = mask[i] * scale
      let at = i &* bands
      pixels[at] = blended(pixels[at], weight, after.red[i] - before.red[i])
      pixels[at &+ 1] = blended(pixels[at &+ 1], weight, after.green[i] - before.green[i])
      pixels[at &+ 2] = blended(pixels[at &+ 2], weight, after.blue[i] - before.blue[i])
    }
  }

  /// Where the weight is 0 the change does not matter, not even an infinite one; clipped without branches.
  @inline(__always) private static func blended<Sample: NativeSample>(
    _ native: Sample, _ weight: Float, _ change: Float
  ) -> Sample {
    let value = native.real + weight * change
    let top = value < Sample.white ? value : Sample.white
    let clipped = top > 0 ? top : 0
    return Sample(rounding: weight > 0 && change == change ? clipped : native.real)
  }
}

/// A sample as photos store it.
protocol NativeSample: RealSample, VipsSample {
  /// The value of white.
  static var white: Float { get }
  /// The nearest sample to a value that is known to be in range.
  init(rounding value: Float)
}

extension UInt8: NativeSample {
  static var white: Float { 255 }
  @inline(__always) init(rounding value: Float) { self.init(truncatingIfNeeded: value.roundedBits) }
}

extension UInt16: NativeSample {
  static var white: Float { 65535 }
  @inline(__always) init(rounding value: Float) { self.init(truncatingIfNeeded: value.roundedBits) }
}

extension Float {
  /// The nearest integer of a value in 0 ..< 2^22: after adding 2^23 it is what the lowest bits hold. A conversion would check
  /// its range, which keeps the compiler from vectorizing.
  @inline(__always) fileprivate var roundedBits: UInt32 { (self + 8_388_608).bitPattern & 0x7F_FFFF }
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
