import HarmonizationImaging

/// Zeros around a network's input that bring its sides to multiples of what the depth needs, as the reference pads:
/// half before, half (and the odd one) behind.
public struct Padding: Hashable, Sendable {
  /// Rows added above and below.
  public let top: Int, bottom: Int
  /// Columns added left and right.
  public let left: Int, right: Int

  /// For an input of `height` x `width` whose sides must be multiples of `divisor`.
  public init(height: Int, width: Int, divisor: Int) {
    func split(_ side: Int) -> (Int, Int) {
      let pad = (divisor - side % divisor) % divisor
      return (pad / 2, pad - pad / 2)
    }
    (top, bottom) = split(height)
    (left, right) = split(width)
  }

  /// Whether nothing is added.
  public var isEmpty: Bool { top + bottom + left + right == 0 }

  /// `planes` [count, height, width] with the zeros around every plane.
  public func adding(to planes: [Float], count: Int, height: Int, width: Int) -> [Float] {
    guard !isEmpty else { return planes }
    let (newHeight, newWidth) = (height + top + bottom, width + left + right)
    var padded = [Float](repeating: 0, count: count * newHeight * newWidth)
    for plane in 0..<count {
      for row in 0..<height {
        let source = (plane * height + row) * width
        let target = (plane * newHeight + row + top) * newWidth + left
        padded.replaceSubrange(target..<target + width, with: planes[source..<source + width])
      }
    }
    return padded
  }

  /// The inner part of `planes` [count, height + top + bottom, width + left + right].
  public func removing(from planes: [Float], count: Int, height: Int, width: Int) -> [Float] {
    guard !isEmpty else { return planes }
    let (newHeight, newWidth) = (height + top + bottom, width + left + right)
    return (0..<count * height).flatMap { index -> ArraySlice<Float> in
      let start = (index / height * newHeight + index % height + top) * newWidth + left
      return planes[start..<start + width]
    }
  }
}
