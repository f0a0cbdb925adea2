/// A run of pixels as three planes, which belong to whoever allocated them.
package struct Planes {
  package let red: UnsafeMutablePointer<Float>
  package let green: UnsafeMutablePointer<Float>
  package let blue: UnsafeMutablePointer<Float>
  package let count: Int

  /// The planes of `count` values each.
  package init(
    red: UnsafeMutablePointer<Float>, green: UnsafeMutablePointer<Float>, blue: UnsafeMutablePointer<Float>, count: Int
  ) {
    (self.red, self.green, self.blue, self.count) = (red, green, blue, count)
  }

  /// The first `count` pixels.
  func prefix(_ count: Int) -> Planes { Planes(red: red, green: green, blue: blue, count: min(count, self.count)) }

  /// Replaces every pixel.
  @inlinable @inline(__always)
  package func map(_ body: ((Float, Float, Float)) -> (Float, Float, Float)) {
    for i in 0..<count { (red[i], green[i], blue[i]) = body((red[i], green[i], blue[i])) }
  }

  func copy(to other: Planes) {
    other.red.update(from: red, count: count)
    other.green.update(from: green, count: count)
    other.blue.update(from: blue, count: count)
  }
}

/// The way between a picture's own encoded colours and sRGB, for runs of pixels in 0...1.
package protocol PixelColourSpace: Sendable {
  /// Native to sRGB, in place; colours outside sRGB are clipped. Grey pictures have three equal planes.
  func toSRGB(_ planes: Planes)
  /// sRGB to native, in place; colours outside the native space are clipped.
  func fromSRGB(_ planes: Planes)
}

/// Memory for one row on one thread.
package final class Scratch {
  private let base: UnsafeMutablePointer<Float>
  package let before: Planes
  let after: Planes
  let mask: UnsafeMutablePointer<Float>

  /// For rows of `width` pixels.
  package init(width: Int) {
    let count = max(width, 1)
    base = .allocate(capacity: 7 * count)
    base.initialize(repeating: 0, count: 7 * count)
    before = Planes(red: base, green: base + count, blue: base + 2 * count, count: count)
    after = Planes(red: base + 3 * count, green: base + 4 * count, blue: base + 5 * count, count: count)
    mask = base + 6 * count
  }

  deinit { base.deallocate() }
}
