/// A run of pixels as three planes, which belong to whoever allocated them.
struct Planes {
  let red: UnsafeMutablePointer<Float>
  let green: UnsafeMutablePointer<Float>
  let blue: UnsafeMutablePointer<Float>
  let count: Int

  /// The first `count` pixels.
  func prefix(_ count: Int) -> Planes { Planes(red: red, green: green, blue: blue, count: min(count, self.count)) }

  /// Replaces every pixel.
  @inline(__always) func map(_ body: ((Float, Float, Float)) -> (Float, Float, Float)) {
    for i in 0..<count { (red[i], green[i], blue[i]) = body((red[i], green[i], blue[i])) }
  }

  func copy(to other: Planes) {
    other.red.update(from: red, count: count)
    other.green.update(from: green, count: count)
    other.blue.update(from: blue, count: count)
  }
}
