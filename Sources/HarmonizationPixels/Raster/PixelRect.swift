/// A rectangle of pixels: a part of a picture, the surroundings of a foreground, a strip of rows.
public struct PixelRect: Sendable, Equatable, CustomStringConvertible {
  /// First column.
  public var x: Int
  /// First row.
  public var y: Int
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// The rectangle at column `x` and row `y`.
  public init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// For example `300x200 at (10, 20)`.
  public var description: String { "\(width)x\(height) at (\(x), \(y))" }

  /// Whether it is not empty and is inside `other`.
  public func isInside(_ other: PixelRect) -> Bool {
    x >= other.x && y >= other.y && width > 0 && height > 0 && width <= other.width && height <= other.height
      && x - other.x <= other.width - width && y - other.y <= other.height - height
  }

  /// This rectangle of a picture seen with its origin at the origin of `other`.
  public func relative(to other: PixelRect) -> PixelRect {
    PixelRect(x: x - other.x, y: y - other.y, width: width, height: height)
  }

  /// Two shapes that differ by no more than this are taken for the same.
  package static let allowedStretch = 0.03

  /// By which share one side is stretched against the other if a picture of this size is brought to another; 0 for one shape.
  package func stretch(to other: PixelRect) -> Double {
    let ratio = Double(width * other.height) / Double(max(height * other.width, 1))
    return max(ratio, 1 / ratio) - 1
  }

  /// The smallest rectangle around this one and another.
  package func union(_ other: PixelRect) -> PixelRect {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return PixelRect(
      x: left, y: top, width: max(x + width, other.x + other.width) - left,
      height: max(y + height, other.y + other.height) - top)
  }

  /// What is in this rectangle and in another; empty if they do not touch.
  package func intersection(_ other: PixelRect) -> PixelRect {
    let (left, top) = (max(x, other.x), max(y, other.y))
    return PixelRect(
      x: left, y: top, width: max(min(x + width, other.x + other.width) - left, 0),
      height: max(min(y + height, other.y + other.height) - top, 0))
  }
}
